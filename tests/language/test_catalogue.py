"""The interface speaks Chinese first and English second, with no sentence left out (spec 3.4)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from flask import Flask
from flask_babel import Babel, force_locale, gettext

from tests.language.conftest import GATHER

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[sd]|%%|%")


@pytest.fixture(scope="module")
def english() -> Catalog:
    return GATHER["english"]()


def test_every_sentence_is_in_english(said: set[str], english: Catalog) -> None:
    translated = {
        str(message.id) for message in english if message.id and message.string and not message.fuzzy
    }
    assert len(said) > 500
    assert sorted(said - translated) == [], "run translations/gather.py and translate what it names"


def test_the_catalogue_holds_nothing_that_nobody_says(said: set[str], english: Catalog) -> None:
    assert sorted({str(message.id) for message in english if message.id} - said) == []


def test_translations_keep_the_placeholders(english: Catalog) -> None:
    def marks(text: str) -> list[str]:
        return sorted(set(PLACEHOLDER.findall(text)))

    translated = [(str(each.id), str(each.string)) for each in english if each.id and each.string]
    differing = [text for text, english_text in translated if marks(text) != marks(english_text)]
    assert differing == []


def test_a_lone_percent_sign_stands_only_where_it_is_doubled(said: set[str]) -> None:
    """A template's sentence is always formatted, where a lone sign would fail."""
    assert [text for text in said if re.search(r"(?<!%)%(?![%(])", text)] == []


def test_the_compiled_catalogue_is_the_written_one(english: Catalog) -> None:
    compiled = (GATHER["ENGLISH"] / "messages.mo").read_bytes()
    assert compiled == GATHER["compiled"](english), "run translations/gather.py"


def test_the_application_finds_the_english_words() -> None:
    app = Flask(__name__)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    Babel(app, default_locale="zh_Hans_CN")
    with app.test_request_context():
        with force_locale("en"):
            assert gettext("修改密码") == "Change password"
        with force_locale("zh_Hans_CN"):
            assert gettext("修改密码") == "修改密码"
