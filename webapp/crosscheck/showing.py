"""A case as its page shows it: both sides field by field, what was found, what happened, what was said.

Numbers stay masked; of two that differ the places where they do are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from tenants.sealing import Keyring
from webapp.applicants.models import Application
from webapp.applicants.states import STATES as STATES_OF_APPLICATIONS
from webapp.crosscheck import queries
from webapp.crosscheck.models import Case, CaseEvent
from webapp.crosscheck.rules import GROUNDS as REASONS
from webapp.crosscheck.words import EVENTS, FATES, FIELDS, GROUNDS, LEVELS, OUTCOMES, RINGS, VERDICTS
from webapp.language import day, minute, words
from webapp.people.models import KnownCertificate
from webapp.policy.crosscheck import BY_NUMBER
from webapp.policy.levels import LEVELS as LEVEL_NAMES
from webapp.policy.spans import N_

LABELS = {
    "unit": N_("单位／发证机构"), "bureau": N_("主管部门"), "name": N_("姓名"), "id_number": N_("身份证号码"),
    "birth": N_("出生年月"), "phone": N_("联系电话"), "occupation": N_("申报／持证职业"),
    "level": N_("申报／持证等级"), "certificate": N_("证书编号"), "issued": N_("证书取得时间"),
    "year": N_("年度"), "state": N_("状态"), "since": N_("提交／入库日期"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """One side: what it is, the way to it, its fields by name; `sealed` is its number, not to be shown."""

    title: str
    url: str
    values: dict[str, str]
    sealed: bytes
    number: str  # masked


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the comparison; `goes_by` whether a finding goes by it, `said` what the two differ in."""

    label: str
    values: list[str]
    same: bool
    goes_by: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A whole case."""

    sides: list[Side]
    lines: list[Line]
    applications: list[Application]
    findings: list[dict[str, Any]]
    timeline: list[dict[str, Any]]
    statements: Sequence[Any] = field(default_factory=tuple)

    @property
    def numbers(self) -> list[str]:
        """Both sides' masked numbers where they are two persons'; else nothing is to be chosen."""
        people = {one.values["person"] for one in self.sides}
        return [one.number for one in self.sides] if len(people) == 2 else []


def show(case: Case, ring: Keyring, revealed: bool = False) -> Shown:
    """Everything that the page of a case says, within the present reach."""
    named, certificates = queries.named_applications(case), queries.certificates_of(case)
    applications = [one for one, _unit, _bureau in named]
    by_id: dict[tuple[str, int], Side] = {("a", one[0].id): _application(*one) for one in named}
    by_id |= {("c", one.id): _certificate(one) for one in certificates}
    keys = (
        ("a", case.application_id), ("c", case.certificate_id), ("a", case.other_application_id),
        ("c", case.other_certificate_id),
    )  # fmt: skip
    sides = [by_id[kind, key] for kind, key in keys if key is not None and (kind, key) in by_id]
    findings = queries.findings_of(case)
    goes_by = {name for one in findings if one.stands for name in FIELDS[one.rule]}
    return Shown(
        sides=sides,
        lines=_lines(sides, goes_by, ring, revealed),
        applications=applications,
        findings=[_finding(one) for one in findings],
        timeline=[_event(one, case) for one in queries.events_of(case)],
        statements=queries.statements_of(applications),
    )


def _application(one: Application, unit: str, bureau: str | None) -> Side:
    values = {
        "unit": one.unit_name or unit,
        "bureau": bureau or _("市本级"),
        "name": one.name, "id_number": one.id_masked, "birth": one.birth or "",
        "phone": one.phone_masked or "", "occupation": one.target_occupation,
        "level": words(one.target_level), "certificate": one.certificate_number or "",
        "issued": one.certificate_date or "", "year": str(one.programme_year),
        "state": words(STATES_OF_APPLICATIONS[one.state]), "since": day(one.created_at),
        "person": one.id_index.hex(),
    }  # fmt: skip
    title, url = (
        _("报名 %(number)s", number=one.public_id),
        url_for("applicants.show", public_id=one.public_id),
    )
    return Side(title, url, values, one.id_number, one.id_masked)


def _certificate(one: KnownCertificate) -> Side:
    source = _("外部名单") if one.source == "list" else _("本市发证")
    values = {
        "unit": one.issuer or "", "bureau": source, "name": one.name, "id_number": one.id_masked,
        "birth": one.birth or "", "phone": "", "occupation": one.occupation,
        "level": words(LEVEL_NAMES[5 - one.level]), "certificate": one.number, "issued": one.issued_on or "",
        "year": str(one.issued_year or ""), "state": _("已作废") if one.revoked_at else _("有效"),
        "since": day(one.created_at), "person": one.id_index.hex(),
    }  # fmt: skip
    return Side(_("登记库证书 %(number)s", number=one.number), "", values, one.id_number, one.id_masked)


def _lines(sides: list[Side], goes_by: set[str], ring: Keyring, revealed: bool) -> list[Line]:
    lines = []
    for name, label in LABELS.items():
        values = [one.values[name] for one in sides]
        if not any(values):
            continue
        said = ""
        if name == "id_number":
            said = _apart(sides, ring)
            values = [ring.open_text(one.sealed) for one in sides] if revealed else values
        same = len(values) == 2 and values[0] == values[1] and not said
        lines.append(Line(_(label), values, same, name in goes_by, said))
    return lines


def _apart(sides: list[Side], ring: Keyring) -> str:
    """At which places two numbers differ; empty for one, for equal ones and for those wholly different."""
    if len(sides) != 2:
        return ""
    one, other = (ring.open_text(side.sealed) for side in sides)
    if len(one) != len(other):
        return _("%(one)s 位和 %(other)s 位写法", one=len(one), other=len(other))
    places = [str(at + 1) for at in range(len(one)) if one[at] != other[at]]
    if not places or len(places) > len(one) // 2:
        return ""
    return _("第 %(places)s 位不同", places="、".join(places))


def _finding(one: Any) -> dict[str, Any]:
    return {
        "title": _(BY_NUMBER[one.rule].title),
        "rule": one.rule,
        "said": _(GROUNDS[one.rule, one.ground]),
        "level": (_(LEVELS[one.level][0]), LEVELS[one.level][1]),
        "outcome": _(OUTCOMES[one.outcome]),
        "stands": one.stands,
        "open": one.outcome == "open",
        "found_at": one.found_at,
    }


def _event(one: CaseEvent, case: Case) -> dict[str, Any]:
    said = []
    if verdict := one.details.get("verdict"):
        said.append(_(VERDICTS[verdict][0]))
        said += [_(REASONS[verdict].get(one.ground or "", ""))] if one.ground else []
        if right := one.details.get("right"):
            side = _("左侧") if right == "first" else _("右侧")
            said.append(_("以%(side)s的号码为准，另一个号码下的记录已并入", side=side))
        fates = one.details.get("fates", {})
        said += [f"{number}：{_(FATES[fate])}" for number, fate in fates.items() if fate != "goes_on"]
    said += [one.note] if one.note else []
    return {
        "title": _(EVENTS[one.verb]),
        "who": one.actor or _("查重"),
        "at": minute(one.at),
        "note": "；".join(part for part in said if part),
        "state": RINGS.get(one.verb, "done"),
        "file": url_for("crosscheck.evidence", public_id=case.public_id, event=one.id) if one.file_id else "",
    }
