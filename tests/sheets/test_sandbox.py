"""The child that checks: chunks, resuming, limits, and what its death or silence becomes."""

from __future__ import annotations

import io
import os
import signal
from pathlib import Path

import pytest

from tests.sheets.rosters import AS_OF, FIRST, book, lines, person, persons, saved
from webapp.sandbox.frames import LENGTH, BrokenFrames, next_frame, packed
from webapp.sheets.cells import FileRefused
from webapp.sheets.checking.checker import check
from webapp.sheets.options import CheckOptions, KnownUnit
from webapp.sheets.reading.reader import read_workbook
from webapp.sheets.report import Head
from webapp.sheets.samples import UNIT, clean_roster, messy_roster
from webapp.sheets.sandbox.parent import CheckedFile, ChildLimits

OPTIONS = CheckOptions(as_of=AS_OF)


@pytest.fixture(scope="module")
def large() -> bytes:
    """A roster of 60,000 rows, as CSV since that is quickly made."""
    kept = lines(persons(1))
    text = "\n".join(",".join(str(cell or "") for cell in cells) for _, cells in kept)
    return (text + text[text.rindex("\n") :] * 60_000).encode()


def test_the_child_answers_as_the_checker_does() -> None:
    data = messy_roster(AS_OF)
    found = check(read_workbook(data, "m.xlsx"), OPTIONS)
    with CheckedFile(data, "m.xlsx", OPTIONS) as checked:
        assert checked.head == Head.of(found)
        assert list(checked.rows()) == list(found.rows())
        assert checked.file.format == "xlsx"


def test_rows_come_by_five_hundred_at_most() -> None:
    with CheckedFile(clean_roster(1201), "c.xlsx", OPTIONS) as checked:
        assert checked.head.persons == 1201
        assert [len(chunk) for chunk in checked.chunks()] == [500, 500, 201]


def test_a_resumed_check_skips_the_rows_done() -> None:
    data = clean_roster(20)
    with CheckedFile(data, "c.xlsx", OPTIONS, after=FIRST + 14) as checked:
        assert [row.row for row in checked.rows()] == [
            FIRST + 15,
            FIRST + 16,
            FIRST + 17,
            FIRST + 18,
            FIRST + 19,
        ]


def test_the_options_cross_whole() -> None:
    options = CheckOptions(
        level="高级工", occupation="钳工", as_of=AS_OF, known_units=(KnownUnit("甲厂", ("甲",)),), sheet="x",
        policy=OPTIONS.rules,
    )  # fmt: skip
    assert CheckOptions.from_json(next_frame(io.BytesIO(packed(options.to_json())).read)) == options


def test_known_units_are_judged_in_the_child() -> None:
    options = CheckOptions(as_of=AS_OF, known_units=(KnownUnit(UNIT + "一分厂"),))
    with CheckedFile(saved(book([person()])), "c.xlsx", options) as checked:
        (row,) = checked.rows()
    assert [problem.code for problem in row.problems] == ["unit_unknown"]


def test_a_refusal_comes_out_as_it_was_raised() -> None:
    with pytest.raises(FileRefused) as refused:
        CheckedFile(b"%PDF-1.7", "x.pdf", OPTIONS)
    assert refused.value.code == "unreadable"
    assert "另存为" in refused.value.message


def test_too_little_memory_is_too_large(large: bytes) -> None:
    limits = ChildLimits(address_space=60 * 1024 * 1024)
    with pytest.raises(FileRefused) as refused:
        CheckedFile(large, "big.csv", OPTIONS, limits=limits)
    assert refused.value.code == "too_large"


def test_too_much_processor_time_is_too_large(large: bytes) -> None:
    limits = ChildLimits(cpu_seconds=1)
    with (
        pytest.raises(FileRefused) as refused,
        CheckedFile(large, "big.csv", OPTIONS, limits=limits) as checked,
    ):
        list(checked.rows())
    assert refused.value.code == "too_large"


def test_a_silent_child_is_given_up() -> None:
    limits = ChildLimits(wait_seconds=0)
    with pytest.raises(FileRefused) as refused:
        CheckedFile(clean_roster(5), "c.xlsx", OPTIONS, limits=limits)
    assert refused.value.code == "too_large"


def test_a_child_that_crashes_on_the_way_is_a_corrupt_file() -> None:
    with CheckedFile(clean_roster(2000), "c.xlsx", OPTIONS) as checked:
        chunks = checked.chunks()
        assert len(next(chunks)) == 500
        os.kill(checked._child.pid, signal.SIGSEGV)
        with pytest.raises(FileRefused) as refused:
            list(chunks)
    assert refused.value.code == "corrupt"


def test_leaving_early_ends_the_child() -> None:
    with CheckedFile(clean_roster(2000), "c.xlsx", OPTIONS) as checked:
        pid = checked._child.pid
        assert Path(f"/proc/{pid}").exists()
    assert checked._child.returncode is not None
    assert not Path(f"/proc/{pid}").exists()


def test_the_child_gets_none_of_the_parents_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JINLANLING_SECRET_KEY", "not for the child")
    with CheckedFile(clean_roster(1000), "c.xlsx", OPTIONS) as checked:
        environment = Path(f"/proc/{checked._child.pid}/environ").read_bytes()
    assert b"JINLANLING" not in environment


def test_no_file_is_left_and_people_stay_out_of_the_arguments() -> None:
    with CheckedFile(saved(book(persons(1000))), "秘密.xlsx", OPTIONS) as checked:
        folder = Path(f"/proc/{checked._child.pid}")
        command = (folder / "cmdline").read_bytes()
        opened = [os.readlink(entry) for entry in (folder / "fd").iterdir()]
    assert "秘密".encode() not in command
    assert all(target.startswith(("pipe:", "/dev/null")) for target in opened[:3])


@pytest.mark.parametrize(
    "broken", [b"", b"\0\0", LENGTH.pack(9) + b"{}", LENGTH.pack(2**31), LENGTH.pack(2) + b"{x"]
)
def test_broken_frames_are_told(broken: bytes) -> None:
    with pytest.raises(BrokenFrames):
        next_frame(io.BytesIO(broken).read)
