"""The sample rosters that the demo offers: one clean, one with the faults it names."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sheets.rosters import AS_OF, answered, asked, codes
from webapp.people.identity import passes
from webapp.policy.levels import TRAINED_LEVELS
from webapp.sheets.samples import MESSY, clean_roster, messy_roster, people


@pytest.mark.parametrize("level", TRAINED_LEVELS)
@pytest.mark.parametrize("as_of", [AS_OF, date(2026, 11, 22)])
def test_every_row_of_the_clean_one_is_accepted(level: str, as_of: date) -> None:
    answer = answered(clean_roster(60, level=level), as_of=as_of)
    assert answer["counts"] == {"rows": 60, "accepted": 60, "warned": 0, "asked": 0, "refused": 0}
    assert (answer["questions"], answer["skipped"], answer["header_row"]) == ([], [], 5)
    assert all(row["eligibility"]["eligible"] for row in answer["rows"])


@pytest.mark.parametrize("as_of", [AS_OF, date(2026, 11, 22)])
def test_the_messy_one_has_the_faults_it_names(as_of: date) -> None:
    answer = answered(messy_roster(as_of), as_of=as_of)
    assert answer["header_row"] == 6
    for row, (code, _) in zip(answer["rows"], MESSY, strict=False):
        assert (code in codes(row)) if code else (row["outcome"] == "accepted"), row
    last = [codes(row) for row in answer["rows"][len(MESSY) :]]
    assert last == [[], ["duplicate_row"], *[["duplicate_id"]] * 2, *[["certificate_shared"]] * 2]
    assert asked(answer) == ["extra_columns", "hidden_rows"]
    assert [line["reason"] for line in answer["skipped"]] == ["blank", "footer"]


def test_the_people_are_different_and_have_right_numbers() -> None:
    made = people(300, seed=1)
    assert all(passes(person.id_number) for person in made)
    assert len({person.certificate_number for person in made}) == 300
    assert made == people(300, seed=1)
