"""A file on its way in: the batch that stands for it, and its bytes laid by."""

import secrets
from pathlib import PurePath

from django.core.files.base import ContentFile

from liaison.directory.models import User
from liaison.ledgers.models import ImportBatch


def batch_for(*, kind: str, name: str, by: User | None, options: dict) -> ImportBatch:
    """Return a batch, not saved, for a file called ``name``; of the options those that say something are kept.

    ``group`` and ``position`` make it part of several that come in together; one ``beside`` another shares its file.
    """
    within = {key: options.pop(key) for key in ("group", "position") if key in options}
    if beside := options.pop("beside", None):
        within["file"] = beside.file.name
    return ImportBatch(kind=kind, file_name=name[-255:], created_by=by, options=_plain(options), **within)


def save_with_file(batch: ImportBatch, name: str, content: bytes) -> None:
    if not batch.file:
        batch.file.save(_stored_name(name), ContentFile(content), save=False)
    batch.save()


def _stored_name(name: str) -> str:
    """Return a name for the disk: nothing of the user's but the ending."""
    ending = PurePath(name).suffix.lower()
    return secrets.token_hex(12) + (ending if ending.isascii() and len(ending) <= 6 else "")


def _plain(options: dict) -> dict:
    day = options.get("effective_on")
    kept = {key: value for key, value in options.items() if value not in (None, "", {})}
    return {**kept, **({"effective_on": day.isoformat()} if day else {})}
