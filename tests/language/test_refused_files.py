"""A refused file is explained to an English reader too, for every code that the reader refuses by."""

from __future__ import annotations

from flask import Flask
from flask_babel import force_locale

from webapp.rosters.words import REFUSED, refusal_of
from webapp.sheets.reading.refusals import MESSAGES

STORED = {"code": "macro", "message": "文件带有宏（程序代码），为安全起见不予接收。"}


def test_every_code_has_its_short_sentence() -> None:
    assert set(REFUSED) == set(MESSAGES) | {"missing_column"}


def test_chinese_reads_the_whole_sentence_and_english_the_short_one(app: Flask) -> None:
    with app.test_request_context():
        with force_locale("zh_Hans_CN"):
            assert refusal_of(STORED) == STORED["message"]
        with force_locale("en"):
            assert refusal_of(STORED) == "The file holds macros"


def test_a_code_without_a_sentence_shows_the_stored_one(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert refusal_of({"code": "of a later version", "message": "后来的版本"}) == "后来的版本"
