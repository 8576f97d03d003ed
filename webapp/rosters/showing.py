"""A staged row as the preview shows it: cells with what stood there and what is proposed, and its verdict."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext as _

from tenants.sealing import Keyring
from webapp.people.identity import mask
from webapp.people.phones import mask_phone
from webapp.policy.spans import wording
from webapp.rosters.models import RosterRow
from webapp.rosters.staging import unseal
from webapp.rosters.titles import TITLES
from webapp.rosters.words import label
from webapp.sheets.problems import Outcome, Problem

# The columns of the table, in the Annex's order; the rest of the row is on its own page.
SHOWN = (
    "name",
    "id_number",
    "work_start",
    "experience_months",
    "certificate_date",
    "certificate_number",
    "phone",
)
SECRET = {"id_number": mask, "phone": mask_phone}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell: the value as read, what stood there, and the outcome of its worst problem."""

    field: str
    value: str
    former: str = ""
    outcome: str = ""
    was: str = ""  # the words before what stood there


@dataclass(slots=True)
class ShownRow:
    """One row of the preview's table."""

    row: RosterRow
    cells: list[ShownCell]
    problems: list[Problem] = field(default_factory=list)

    @property
    def open_warnings(self) -> int:
        """How many of its warnings the clerk hasn't taken."""
        return len(set(self.row.codes) - set(self.row.accepted)) if self.row.outcome == Outcome.WARNED else 0

    @property
    def elsewhere(self) -> list[str]:
        """The fields with a problem that are no column of the table."""
        hidden = (one.field for one in self.problems if one.field not in (*SHOWN, "eligibility"))
        return [label(field) for field in dict.fromkeys(hidden)]

    @property
    def verdict(self) -> tuple[str, str]:
        """The answer to the conditions in words, with the badge's kind."""
        decided = self.row.eligibility
        if decided is None or decided["eligible"] is None:
            return _("无法判断"), "closed"
        if not decided["eligible"]:
            return _("不符合"), "refused"
        by_certificate = any(one["route"] == "certificate" and one["met"] for one in decided["routes"])
        return (_("符合・证书") if by_certificate else _("符合・年限")), "passed"


def show(row: RosterRow, keyring: Keyring) -> ShownRow:
    """Open what the table needs of a row; an accepted row has nothing sealed, only its columns."""
    problems = list(unseal(row.sealed, keyring).shown.problems) if row.sealed else []
    return ShownRow(row, [_cell(row, name, problems) for name in SHOWN], problems)


def value_of(row: RosterRow, name: str) -> str:
    """A field of a row as the page shows it: masked, months in words."""
    if name in SECRET:
        return getattr(row, {"id_number": "id_masked", "phone": "phone_masked"}[name]) or ""
    found = getattr(row, "unit_name" if name == "unit" else name, None)
    if name == "experience_months" and found is not None:
        return wording(found, translate=_)
    return str(found or "")


def _cell(row: RosterRow, name: str, problems: list[Problem]) -> ShownCell:
    mine = [problem for problem in problems if problem.field == name]
    value = value_of(row, name)
    if not mine:
        return ShownCell(name, value)
    worst = max(mine, key=lambda problem: problem.outcome)
    former = _masked(name, worst.value or "")
    proposed = value or _masked(name, worst.suggestion or "") or _("请补填")
    if former:
        return ShownCell(name, proposed, former, worst.outcome.word, _("原值"))
    # Nothing stood there, or what stood there is right in itself and wrong beside another row.
    return ShownCell(name, proposed, "", worst.outcome.word, _("与其他行重复") if value else _("空"))


def _masked(name: str, text: str) -> str:
    """What stood in a cell that holds personal data: never whole on a page that many may see."""
    if name == "id_number" and len(text) >= 15:
        return mask(text) if text.isalnum() else text[:6] + "****" + text[-4:]
    if name == "phone" and len(text) >= 8:
        return mask_phone(text)
    return text


def options_of(problem: Problem) -> list[tuple[str, str]]:
    """The choices of a question as (what is posted, what is shown): places, so that no number is whole."""
    return [
        (f"{problem.field}:{place}", _masked(problem.field, value))
        for place, value in enumerate(problem.options)
    ]


def title_of(problem: Problem) -> str:
    """The heading of a kind of problem: in few words what it is about."""
    return str(TITLES[problem.code])
