"""A secret key for installations that name none: made once, kept beside the data."""

import os
import secrets
from pathlib import Path


def read_or_create_secret(path: Path) -> str:
    """Return the key stored at ``path``, creating it (mode 0600) on first use.

    Several processes may start at the same moment; the first to create the file wins and the
    others read what it wrote.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    key = secrets.token_urlsafe(50)
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key
