"""The compiled templates of a process, which all its applications share."""

from __future__ import annotations

from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache


class Compiled(BytecodeCache):
    """Jinja's cache of compiled templates, kept in memory: by a template's name, place and source."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str, tuple[str, ...]], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get(_key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self.codes[_key(bucket)] = bucket.code


def _key(bucket: Bucket) -> tuple[str, str, tuple[str, ...]]:
    """An application with other extensions compiles its templates in its own way."""
    return bucket.key, bucket.checksum, tuple(sorted(bucket.environment.extensions))
