"""Pieces of a stored file, read where they are wanted: the right ones, each of them checked."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tenants.sealing import parse_keys
from tests.conftest import KEYS
from webapp.files.sealed import FRAME, Tampered
from webapp.files.store import Lost, Store

RING = parse_keys(KEYS["JINLANLING_DATA_KEYS"], KEYS["JINLANLING_INDEX_KEY"])


def kept(folder: Path, content: bytes) -> tuple[Store, str]:
    store = Store(folder, RING)
    return store, store.put(io.BytesIO(content), 7, 1 << 30).digest


@pytest.mark.parametrize("size", [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 3 * FRAME + 5])
def test_every_piece_is_what_was_stored(tmp_path: Path, size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    store, digest = kept(tmp_path, content)
    with store.parts(digest) as part:
        for start in (0, 1, FRAME - 1, FRAME, 2 * FRAME + 7, size - 1, size, size + FRAME):
            for length in (0, 1, FRAME, FRAME + 1):
                if start >= 0:
                    assert part(start, length) == content[start : start + length], (start, length)


def test_a_changed_piece_is_found(tmp_path: Path) -> None:
    store, digest = kept(tmp_path, b"x" * (2 * FRAME + 100))
    path = store.path(digest)
    sealed = bytearray(path.read_bytes())
    sealed[FRAME + 500] ^= 1
    path.write_bytes(sealed)
    with store.parts(digest) as part:
        assert part(0, 10) == b"x" * 10
        with pytest.raises(Tampered):
            part(FRAME + 1, 10)
    path.write_bytes(sealed[: FRAME + 2000])  # cut off: what is the last frame now wasn't sealed as one
    with store.parts(digest) as part, pytest.raises(Tampered):
        part(FRAME, 10)


def test_a_missing_file_is_lost(tmp_path: Path) -> None:
    store, _digest = kept(tmp_path, b"x")
    with pytest.raises(Lost), store.parts("0" * 64):
        pass
