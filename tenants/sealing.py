"""Personal data at rest: AES-256-GCM with the key's id in the value, and a keyed blind index to find it.

A plain hash of an 18-digit number can be enumerated; the HMAC below can't without its key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class UnknownKey(LookupError):
    """A sealed value names a data key that the settings don't hold."""


@dataclass(frozen=True)
class Keyring:
    """The data keys by id (the first is the current one) and the index key."""

    keys: dict[str, bytes]
    index_key: bytes

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ciphers", {name: AESGCM(value) for name, value in self.keys.items()})
        object.__setattr__(self, "_mac", hmac.new(self.index_key, digestmod=hashlib.sha256))

    @property
    def current(self) -> str:
        return next(iter(self.keys))

    def seal(self, plain: str | bytes) -> bytes:
        """`plain` as key id, NUL, nonce and ciphertext."""
        data = plain.encode() if isinstance(plain, str) else plain
        nonce = os.urandom(NONCE)
        name = self.current.encode()
        sealed: bytes = self._ciphers[self.current].encrypt(nonce, data, name)  # type: ignore[attr-defined]
        return name + b"\0" + nonce + sealed

    def open(self, sealed: bytes) -> bytes:
        """The plain bytes; raises UnknownKey or cryptography's InvalidTag."""
        name, _, rest = bytes(sealed).partition(b"\0")
        cipher = self._ciphers.get(name.decode())  # type: ignore[attr-defined]
        if cipher is None:
            raise UnknownKey(name.decode())
        return bytes(cipher.decrypt(rest[:NONCE], rest[NONCE:], name))

    def open_text(self, sealed: bytes) -> str:
        return self.open(sealed).decode()

    def sealed_with(self, sealed: bytes) -> str:
        """The id of the key that sealed a value: what a rotation looks for."""
        return bytes(sealed).partition(b"\0")[0].decode()

    def index(self, plain: str) -> bytes:
        """The 32-byte blind index of a value: equal values, equal index, under this key only."""
        mac = self._mac.copy()  # type: ignore[attr-defined]
        mac.update(plain.encode())
        return bytes(mac.digest())

    @staticmethod
    def fingerprint(index: bytes) -> int:
        """Eight bytes of a blind index as a signed bigint: the join key; equality is verified on hits."""
        return int.from_bytes(index[:8], "big", signed=True)


def parse_keys(data_keys: str, index_key: str) -> Keyring:
    """A keyring from the settings `k1:base64,k2:base64` and `base64`; refuses keys that aren't 32 bytes."""
    keys = {}
    for part in data_keys.split(","):
        name, _, value = part.strip().partition(":")
        keys[name] = _key(name, value)
    return Keyring(keys, _key("index key", index_key))


def _key(name: str, value: str) -> bytes:
    raw = base64.b64decode(value, validate=True)
    if len(raw) != 32:
        raise ValueError(f"{name or 'a data key'} must be 32 bytes in base64")
    return raw
