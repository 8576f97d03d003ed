"""Known numbers are driven through an upload and jobs; they must turn up nowhere outside the sealed store."""

from __future__ import annotations

import io
import logging

import orjson
import pytest

from tests.jobs.conftest import House
from webapp.files.operations import accept_upload, read_file
from webapp.logs import JsonLines, blotted
from webapp.transaction import separately

NUMBER = "371102199003074512"
PHONE = "13906331234"


def test_a_number_in_a_file_and_in_a_fault_reaches_neither_broker_nor_log_nor_disk(house: House) -> None:
    actor = house.cast.actors["steel.org_clerk"]
    with separately(actor.scope()):
        file = accept_upload(
            io.BytesIO(f"证件号码 {NUMBER}，{PHONE}".encode()), "名册.csv", "text/csv", actor
        )
        kept = file.id
    house.worker(TEST_FILE=str(kept))
    bad, good = house.job("tests.betray"), house.job()
    house.until_over(good)
    house.until(lambda: house.now(bad).attempt > 0 and house.now(bad).error == "failed", "the failure")
    assert NUMBER in read_file(file).decode()
    assert "NumberBetrayed" in house.logs()  # the fault is there to be found, without its words
    house.broker.config_set("appendfsync", "always")
    house.ring(good)
    for place, found in everything(house).items():
        assert NUMBER.encode() not in found, place
        assert PHONE.encode() not in found, place


def everything(house: House) -> dict[str, bytes]:
    """Every byte outside PostgreSQL that the product wrote: logs, storage, and all that the broker holds."""
    files = [path for path in house.folder.rglob("*") if path.is_file()]
    broker = [path for path in (house.servers_folder / "var").rglob("*.aof") if path.is_file()]
    assert broker
    assert any("content" in path.parts for path in files)
    found = {str(path): path.read_bytes() for path in files + broker}
    for key in house.broker.scan_iter():
        found[f"broker {key!r}"] = house.broker.dump(key) or b""
    return found


def line(message: str, error: BaseException | None = None) -> dict[str, object]:
    given = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, message, (), given)
    answer: dict[str, object] = orjson.loads(JsonLines().format(record))
    return answer


def test_an_exceptions_words_stay_out_of_the_log() -> None:
    try:
        raise ValueError(f"duplicate key: ({NUMBER})")
    except ValueError as error:
        found = line("it failed", error)
    assert found["error"] == "builtins.ValueError"
    assert "test_canary.py" in str(found["at_lines"])
    assert NUMBER not in str(found)


@pytest.mark.parametrize(
    "words", [NUMBER, "37110219900307451X", PHONE, "6222021612345678901", "371102900307451"]
)
def test_what_looks_like_a_persons_number_is_blotted_out(words: str) -> None:
    assert blotted(f"行 3：{words}，") == "行 3：***，"
    assert line(f"a {words} b")["message"] == "a *** b"


def test_ids_and_times_stay_readable() -> None:
    assert (
        blotted("job 12345 at 2026-11-22T18:21:51, 1763835711")
        == "job 12345 at 2026-11-22T18:21:51, 1763835711"
    )


def test_each_answer_is_logged_with_its_request_and_without_its_address(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="jinlanling.request"):
        answer = house.app.test_client().get(f"/livez?q={NUMBER}", headers={"X-Request-ID": "abcdefgh1234"})
    assert answer.headers["X-Request-ID"] == "abcdefgh1234"
    facts = caplog.records[-1].facts
    assert (facts["endpoint"], facts["status"]) == ("probes.livez", 200)
    assert NUMBER not in str(facts)
    odd = house.app.test_client().get("/livez", headers={"X-Request-ID": NUMBER + "\t{}"})
    assert NUMBER not in odd.headers["X-Request-ID"]
