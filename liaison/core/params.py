"""Reading what an address says: an id is a number the database can hold, or none at all."""

LARGEST = 2**63 - 1


def number(text: str | None) -> int | None:
    """Return ``text`` as an id, a count, a row number; None for anything else, ``²`` and twenty digits included."""
    if not text or len(text) > 19 or not (text.isascii() and text.isdigit()):
        return None
    value = int(text)
    return value if value <= LARGEST else None
