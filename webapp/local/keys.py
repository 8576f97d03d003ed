"""The embedded default's keys, made once and kept in var/keys.json, 0600 (spec 4.2).

Lost keys make every encrypted identity number unreadable, so they are never made anew beside existing data.
"""

from __future__ import annotations

import base64
import json
import os
import secrets

from webapp.local.folders import Folders
from webapp.local.trouble import SetupTrouble

NAMES = ("JINLANLING_SECRET_KEY", "JINLANLING_DATA_KEYS", "JINLANLING_INDEX_KEY")


def keys(folders: Folders) -> dict[str, str]:
    """The keys as settings, made at the first start; refuses when only the data are left."""
    if not folders.keys.exists():
        if (folders.postgres / "PG_VERSION").exists():
            raise SetupTrouble(
                f"{folders.keys} is missing, but the database is there: without its keys the identity "
                f"numbers in it can't be read. Put the file back from the backup, or move {folders.var} away "
                "to begin anew."
            )
        _write(folders, _fresh())
    found: dict[str, str] = json.loads(folders.keys.read_text("utf-8"))
    missing = [name for name in NAMES if not found.get(name)]
    if missing:
        raise SetupTrouble(f"{folders.keys} lacks {', '.join(missing)}; put it back from the backup.")
    return {name: found[name] for name in NAMES}


def _fresh() -> dict[str, str]:
    """256 bits each; the data keys' first entry is the current one."""
    data, index = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2))
    return dict(zip(NAMES, (secrets.token_urlsafe(48), f"k1:{data}", index), strict=True))


def _write(folders: Folders, values: dict[str, str]) -> None:
    """Durable before anything is encrypted with them; readable by the owner only from the first byte."""
    draft = folders.keys.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(values, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folders.keys)
