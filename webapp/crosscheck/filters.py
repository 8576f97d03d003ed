"""The filters of the queue of cases: read from the URL and written back to it; nothing else keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp.crosscheck.models import VERDICTS, CaseState
from webapp.policy.crosscheck import BY_NUMBER
from webapp.policy.spans import N_

STATES = {CaseState.OPEN: N_("待核查"), CaseState.DECIDED: N_("已核查"), CaseState.LAPSED: N_("自动了结")}
KNOWN = {*CaseState, *VERDICTS}  # a decided case by its verdict, too
MINE, FREE, ALL = "mine", "free", "all"
DESKS = ((MINE, N_("由我办理")), (FREE, N_("未分派")))
HELD, SUSPECTED = "held", "suspected"
KINDS = ((HELD, N_("拦截")), (SUSPECTED, N_("提醒")))
# What the sides are: a case without an application waits for nobody's way.
REGISTRY = "registry"
ABOUT = ((REGISTRY, N_("仅涉及登记库")), (ALL, N_("全部")))
LONGEST = 40


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What the queue is narrowed to. `place` is the public id of the bureau that decides: the own one when it
    is empty, ALL for every one within reach; `text` the number of an application or a name; `state` a
    case's, or the verdict on it."""

    state: str = CaseState.OPEN.value
    rule: int = 0
    kind: str = ""
    desk: str = ""
    about: str = ""
    place: str = ""
    text: str = ""
    falling: bool = False

    @property
    def narrowed(self) -> bool:
        return bool(self.rule or self.kind or self.desk or self.about or self.place or self.text)

    def arguments(self, **more: Any) -> dict[str, Any]:
        """The filters as a URL's arguments, without what isn't set."""
        mine = {
            "state": "" if self.state == CaseState.OPEN else self.state or ALL, "rule": self.rule or "",
            "kind": self.kind, "desk": self.desk, "about": self.about, "place": self.place,
            "text": self.text, "sort": "newest" if self.falling else "",
        }  # fmt: skip
        return {name: value for name, value in {**mine, **more}.items() if value not in ("", None)}


def read_case_filters(given: Mapping[str, str]) -> CaseFilters:
    """The filters in a URL; what isn't known is left out."""
    state, rule = given.get("state", ""), given.get("rule", "")
    kind, desk, about = given.get("kind", ""), given.get("desk", ""), given.get("about", "")
    return CaseFilters(
        state="" if state == ALL else state if state in KNOWN else CaseState.OPEN.value,
        rule=int(rule) if rule.isdecimal() and rule.isascii() and int(rule) in BY_NUMBER else 0,
        kind=kind if kind in (HELD, SUSPECTED) else "",
        desk=desk if desk in (MINE, FREE) else "",
        about=about if about in (REGISTRY, ALL) else "",
        place=given.get("place", "")[:LONGEST],
        text=given.get("text", "").strip()[:LONGEST],
        falling=given.get("sort") == "newest",
    )
