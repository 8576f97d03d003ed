"""A sealed file notices every change: a bit, a cut, another order, another file's frames or header."""

from __future__ import annotations

import io
import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.sealing import Keyring, UnknownKey
from webapp.files import sealed
from webapp.files.sealed import FRAME, TAG, Tampered, seal, unseal

RING = Keyring({"k2": b"2" * 32, "k1": b"1" * 32}, b"i" * 32)
SIZES = (0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 3 * FRAME + 5)
HEADER = len(sealed.MAGIC) + 1 + 2 + sealed.SALT


def stored(plain: bytes, ring: Keyring = RING, piece: int = 100_000) -> bytes:
    target = io.BytesIO()
    seal((plain[at : at + piece] for at in range(0, len(plain), piece)), target, ring)
    return target.getvalue()


def opened(data: bytes, ring: Keyring = RING) -> bytes:
    return b"".join(unseal(io.BytesIO(data), ring))


def content(size: int) -> bytes:
    return random.Random(size).randbytes(size)


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_comes_back(size: int) -> None:
    assert opened(stored(content(size))) == content(size)


def test_nothing_of_the_content_shows_and_no_two_are_alike() -> None:
    plain = "证件号码 371102199001011234".encode() * 100
    first, second = stored(plain), stored(plain)
    assert first != second
    assert b"371102199001011234" not in first


@given(at=st.integers(0, HEADER + 200 + TAG - 1), bit=st.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_any_changed_bit_is_noticed(at: int, bit: int) -> None:
    data = bytearray(stored(content(200)))
    data[at] ^= 1 << bit
    with pytest.raises((Tampered, UnknownKey)):
        opened(bytes(data))


@pytest.mark.parametrize("size", SIZES)
def test_any_cut_is_noticed(size: int) -> None:
    data = stored(content(size))
    frames = range(HEADER + FRAME + TAG, len(data), FRAME + TAG)
    for end in {0, 3, HEADER - 1, HEADER, HEADER + 5, len(data) - TAG, len(data) - 1, *frames}:
        with pytest.raises(Tampered):
            opened(data[:end])


def test_anything_added_is_noticed() -> None:
    data = stored(content(10))
    with pytest.raises(Tampered):
        opened(data + b"\0")


def frames_of(data: bytes) -> list[bytes]:
    return [data[at : at + FRAME + TAG] for at in range(HEADER, len(data), FRAME + TAG)]


@pytest.mark.parametrize("order", range(4))
def test_frames_in_another_order_are_noticed(order: int) -> None:
    data = stored(content(2 * FRAME + 7))
    a, b, c = frames_of(data)
    frames = ([b, a, c], [a, c], [a, a, b, c], [c, a, b])[order]
    with pytest.raises(Tampered):
        opened(data[:HEADER] + b"".join(frames))


def test_a_frame_of_another_file_is_noticed() -> None:
    mine, other = stored(content(2 * FRAME)), stored(content(2 * FRAME))
    with pytest.raises(Tampered):
        opened(mine[:HEADER] + frames_of(other)[0] + frames_of(mine)[1])


def test_an_older_key_still_opens_and_an_unknown_one_is_named() -> None:
    old = stored(b"old", Keyring({"k1": b"1" * 32}, b"i" * 32))
    assert opened(old) == b"old"
    with pytest.raises(UnknownKey, match="k1"):
        opened(old, Keyring({"k2": b"2" * 32}, b"i" * 32))


def test_sealing_a_large_file_needs_little_memory() -> None:
    class Nothing(io.RawIOBase):
        def write(self, data: object) -> int:
            return 0

    tracemalloc.start()
    seal((bytes(256 * 1024) for _ in range(256)), Nothing(), RING)  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * FRAME
