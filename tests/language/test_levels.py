"""What the database holds as a word (a level, a sex, a span) is said in the reader's language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from webapp.applicants.models import Application
from webapp.applicants.summary import facts
from webapp.photos.showing import label
from webapp.policy.levels import LEVELS, grade_of_level
from webapp.policy.load import policy_for
from webapp.rosters.models import RosterRow
from webapp.rosters.showing import value_of
from webapp.sheets.fields.sex import SEXES

ROOT = Path(__file__).resolve().parents[2]
HAN = re.compile(r"[\u3400-\u9fff]")
SHOWN = re.compile(r"\b(?:target_level|key\.level|heading\.level)\b")


def test_levels_sexes_and_industries_can_be_translated(said: set[str]) -> None:
    every = {*LEVELS, *map(grade_of_level, LEVELS), *SEXES, *policy_for(2026).industries.names}
    assert every - said == set()


@pytest.mark.parametrize("folder", ["applicants", "reviews", "dashboards", "papers", "photos", "rosters"])
def test_no_template_shows_a_level_as_it_is_stored(folder: str) -> None:
    bare = []
    for path in sorted((ROOT / "templates" / folder).rglob("*.html")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for match in SHOWN.finditer(line):
                before, after = line[: match.start()], line[match.end() :]
                translated = re.match(r"\)?\|words", after) or re.search(r"_\([\w.]*$", before)
                if not translated and not re.search(r"level=[\w.]*$", before):  # an argument of a link
                    bare.append(f"{path.name}:{number}")
    assert bare == []


def test_python_says_levels_sexes_and_spans_in_english(app: Flask) -> None:
    someone = Application(
        name="Wang", sex="女", birth="1990-01", id_type="id_card", id_masked="3711", experience_months=26,
        current_level="高级工", target_level="技师", target_occupation="welder", unit_name="Steel",
    )  # fmt: skip
    with app.test_request_context(), force_locale("en"):
        told = [value or "" for _label, value in facts(someone)]
        told += [label(someone), value_of(RosterRow(experience_months=26), "experience_months")]
    assert [value for value in told if HAN.search(value)] == []
