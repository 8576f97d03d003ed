"""The page of one row: each problem with what stood there, the value proposed, choices, or a field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response
from flask_babel import gettext as _

from tenants.roles import Permission
from webapp.extensions import keyring
from webapp.htmx import page
from webapp.rosters.answering import SETTLEABLE, row_of
from webapp.rosters.models import Roster, RosterRow, RosterState
from webapp.rosters.showing import SECRET, options_of, show, title_of, value_of
from webapp.rosters.staging import Sealed, unseal
from webapp.rosters.words import EFFECTS, label, said, said_of
from webapp.sessions import actor
from webapp.sheets.problems import Problem

FIELDS = (
    "name", "sex", "unit", "birth", "id_number", "work_start", "education", "occupation",
    "experience_months", "certificate_date", "certificate_number", "current_level", "phone",
)  # fmt: skip
# Asked about the row's decision, not about a cell: what to type stands in these fields.
ABOUT = {"eligibility": ("certificate_date", "certificate_number", "experience_months", "current_level")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One field that can be typed, with its problems."""

    name: str
    label: str
    value: str
    problems: list[Problem]
    column: str | None

    @property
    def options(self) -> list[tuple[str, str]]:
        return next((options_of(one) for one in self.problems if one.options), [])

    @property
    def asked(self) -> list[Problem]:
        """Questions that may be answered with "as it stands"."""
        return [one for one in self.problems if one.code in SETTLEABLE]

    @property
    def worst(self) -> str:
        return max(one.outcome for one in self.problems).word if self.problems else ""


def typed_fields(form: Mapping[str, str]) -> dict[str, str]:
    """What was typed, by field; a field left empty stays as it is."""
    return {name: form[name] for name in FIELDS if form.get(name, "").strip()}


def show_row(roster: Roster, number: int) -> Response:
    """The row's page, with what was typed before in its fields, wrong or not."""
    row = row_of(roster, number)
    sealed = unseal(row.sealed, keyring()) if row.sealed else None
    may = actor().can(Permission.ROSTER_IMPORT) and actor().tenant is not None
    return page(
        "rosters/row.html",
        "content",
        roster=roster,
        row=show(row, keyring()),
        entries=_entries(roster, row, sealed),
        facts=_facts(row),
        warnings=[said_of(one) for one in row.warnings],
        said=said,
        title_of=title_of,
        effects=EFFECTS,
        editable=may and roster.state == RosterState.PREVIEW.value and row.sealed is not None,
        title=_("第 %(n)s 行", n=number),
    )


def _entries(roster: Roster, row: RosterRow, sealed: Sealed | None) -> list[Entry]:
    """The fields with a problem, in the Annex's order; a decision's problem opens the fields it rests on."""
    if sealed is None:
        return []
    problems = sealed.shown.problems
    wanted = {problem.field for problem in problems}
    for field in tuple(wanted):
        wanted.update(ABOUT.get(field, ()))
    return [_entry(roster, row, sealed, name) for name in FIELDS if name in wanted]


def _entry(roster: Roster, row: RosterRow, sealed: Sealed, name: str) -> Entry:
    mine = [problem for problem in sealed.shown.problems if problem.field == name]
    typed = None if name in SECRET else sealed.overrides.get(name)
    return Entry(name, label(name), typed or _as_read(row, name), mine, roster.columns.get(name))


def _as_read(row: RosterRow, name: str) -> str:
    """What the field begins with. An identity number isn't put into a page whole: it is typed anew."""
    return "" if name in SECRET else value_of(row, name)


def _facts(row: RosterRow) -> list[tuple[str, str]]:
    return [(label(name), value_of(row, name) or "—") for name in FIELDS]
