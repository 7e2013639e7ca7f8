"""Column letters: A, B, … AA."""

from functools import lru_cache


@lru_cache(maxsize=1024)
def column_index(letters: str) -> int:
    """Return the index from 0: A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_letters(index: int) -> str:
    """Return the letters of an index from 0: 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
