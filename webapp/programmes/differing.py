"""The readable difference of two policies: clause, words, before, after (1.11, "difference shown")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from webapp.policy.rules import Policy
from webapp.programmes.parameters import CHOICE, LINES, YES_NO, Parameter, parameters


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that two policies have differently, in words."""

    clause: str
    label: str
    before: str
    after: str


def differences(before: Policy, after: Policy) -> list[Difference]:
    """What differs, in the order of the clauses; nothing when the numbers and settings are the same."""
    old, new = before.to_dict(), after.to_dict()
    return [
        Difference(one.clause, label(one), said(one, one.read(old)), said(one, one.read(new)))
        for one in parameters(after)
        if one.read(old) != one.read(new)
    ]


def label(one: Parameter) -> str:
    """What a value is called, with what it is said of: "技师・取得证书满"."""
    return "・".join([*("、".join(map(_, part)) for part in (one.of,) if part), _(one.words)])


def said(one: Parameter, value: Any) -> str:
    """A value in words, with its unit."""
    if one.kind == YES_NO:
        return _("是") if value else _("否")
    if one.kind == CHOICE:
        return _(dict(one.choices).get(value, str(value)))
    if one.kind == LINES:
        return "、".join(map(_, value))
    return f"{value:,} {_(one.unit)}" if one.unit else str(value)
