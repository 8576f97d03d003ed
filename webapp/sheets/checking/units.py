"""The unit of a row: ditto marks, names that nobody knows, another unit's people (cases 23, 24, 25)."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from webapp.sheets.checking.layouts import plain
from webapp.sheets.fields import strip_seal
from webapp.sheets.options import KnownUnit
from webapp.sheets.problems import Outcome, Problem

MOST_SUGGESTIONS = 3
# Chinese unit names share 有限公司 and the city's name; under this likeness a suggestion is noise.
LEAST_LIKENESS = 0.5


class Units:
    """The units that the asker may name, by full name, and by short or former name."""

    def __init__(self, known: Iterable[KnownUnit]) -> None:
        self._full: dict[str, str] = {}
        self._alias: dict[str, str] = {}
        for unit in known:
            self._full[plain(unit.name)] = unit.name
            self._alias.update({plain(alias): unit.name for alias in unit.aliases})

    def knows(self, name: str) -> bool:
        """Whether it is a unit's full name."""
        return plain(name) in self._full

    def suggestions(self, name: str) -> tuple[str, ...]:
        """The units that a short, former or misspelt name may mean, the likeliest first."""
        key = plain(name)
        if key in self._alias:
            return (self._alias[key],)
        inside = [full for short, full in self._full.items() if key and (key in short or short in key)]
        close = get_close_matches(key, list(self._full), MOST_SUGGESTIONS, LEAST_LIKENESS)
        return tuple(dict.fromkeys([*inside, *(self._full[one] for one in close)]))[:MOST_SUGGESTIONS]


def judge_unit(name: str, listed: str | None, units: Units | None) -> tuple[Problem, ...]:
    """The question about a row's unit: unknown (case 24), or another than 填报单位 (case 25); else none."""
    if units is not None and not units.knows(name):
        options = units.suggestions(name)
        named = "、".join(options) or "（没有相近的单位）"
        return (
            Problem(
                "unit",
                "unit_unknown",
                Outcome.ASKED,
                {"unit": name, "suggestions": named},
                value=name,
                suggestion=options[0] if options else None,
                options=options,
            ),
        )
    if listed and plain(strip_seal(listed)) != plain(name):
        params = {"unit": name, "listed": listed}
        question = Problem(
            "unit", "unit_mismatch", Outcome.ASKED, params, name, suggestion=listed, options=(listed, name)
        )
        return (question,)
    return ()
