"""The settings, all from the environment, read once into a frozen object. See the README for the list."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tenants.sealing import Keyring, parse_keys


class SettingsMissing(RuntimeError):
    """A setting without which the product does not start, named in the message."""


@dataclass(frozen=True)
class Settings:
    """What a process needs to know; secrets never show in its repr."""

    database_url: str
    owner_url: str
    broker_url: str
    storage: Path
    secret_key: str
    keyring: Keyring
    demo: bool = False
    secure_cookies: bool = True
    proxies: int = 0  # reverse proxies in front, each of which sets X-Forwarded-For and -Proto
    smtp_url: str = ""  # smtp://user:pass@host:port?from=…&starttls=1; without it mails are spooled to files
    sms_spool: Path | None = None  # the folder of short messages; default: below the storage
    public_url: str = ""  # https://… of this deployment, for the links in mails

    def __repr__(self) -> str:
        return f"Settings(demo={self.demo}, storage={self.storage})"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; raises SettingsMissing naming what is unset, ValueError on a bad key."""
    given = os.environ if environment is None else environment

    def needed(name: str) -> str:
        value = given.get(f"JINLANLING_{name}", "")
        if not value:
            raise SettingsMissing(f"JINLANLING_{name} is not set; `python3 run.py` sets up a default")
        return value

    return Settings(
        database_url=_driver(needed("DATABASE_URL")),
        owner_url=_driver(given.get("JINLANLING_OWNER_URL", "")),
        broker_url=needed("BROKER_URL"),
        storage=_folder(needed("STORAGE_URL")),
        secret_key=needed("SECRET_KEY"),
        keyring=parse_keys(needed("DATA_KEYS"), needed("INDEX_KEY")),
        demo=given.get("JINLANLING_DEMO") == "1",
        secure_cookies=given.get("JINLANLING_INSECURE_COOKIES") != "1",
        proxies=int(given.get("JINLANLING_PROXIES") or 0),
        smtp_url=given.get("JINLANLING_SMTP_URL", ""),
        sms_spool=Path(spool) if (spool := given.get("JINLANLING_SMS_SPOOL")) else None,
        public_url=given.get("JINLANLING_PUBLIC_URL", ""),
    )


def _driver(url: str) -> str:
    """The URL with the driver that we use, whichever common spelling was given."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _folder(url: str) -> Path:
    parts = urlsplit(url)
    if parts.scheme != "file":
        raise SettingsMissing("JINLANLING_STORAGE_URL must be a file:// address of a folder")
    return Path(unquote(parts.path))
