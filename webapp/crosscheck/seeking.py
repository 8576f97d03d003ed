"""How the looks of the rules are run: over a part of the whole ledger, or from a few entries on.

Each gives SELECTs of COLUMNS: both sides, what was compared, and the application that it concerns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from webapp.crosscheck.looks import APPLICATION, CERTIFICATE, KEYS, NUMBERS, Look

NAMES = {APPLICATION: ":applications", CERTIFICATE: ":certificates"}
SIDES_OF = {
    APPLICATION: ("application_id", "other_application_id"),
    CERTIFICATE: ("certificate_id", "other_certificate_id"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole ledger: one of `of`, by the left side's key; `tops` are the highest keys as the run
    began. The last part is open above. Found by reading whole columns, not entry by entry."""

    number: int = 0
    of: int = 1
    tops: Mapping[str, int] = field(default_factory=dict)

    def sources(self, look: Look) -> Iterator[str]:
        """The sides: first joined by what is narrow, then the few hits fetched whole, each by its key."""
        bounds = self._bounds(look.left, f"l.{KEYS[look.left]}")
        if look.right is None:
            yield f"{look.left} l where {bounds}"
            return
        left, right = KEYS[look.left], KEYS[look.right]
        table, on = look.over_part or (look.right, look.on)
        once = f" and l.{left} > r.{right}" if look.alike else ""
        for half in look.halves:
            yield _fetched(
                look,
                f"select l.{left} as one, r.{right} as other from {look.left} l join {table} r"  # noqa: S608 (names of columns)
                f" on {on}{once} and {half} and {bounds} offset 0",
            )

    def of_cases(self) -> str:
        """What bounds the cases `k` to the part, as their first side's key does."""
        own = self._bounds(APPLICATION, "k.application_id")
        others = self._bounds(CERTIFICATE, "k.certificate_id")
        return f"(k.application_id is not null and {own} or k.application_id is null and {others})"

    def _bounds(self, table: str, key: str) -> str:
        if self.of == 1:
            return "true"
        first, end = (self.tops.get(table, 0) * at // self.of for at in (self.number, self.number + 1))
        return f"{key} > {first}" + ("" if self.number + 1 == self.of else f" and {key} <= {end}")


@dataclass(frozen=True, slots=True)
class Some:
    """The entries of `:applications` and `:certificates`, on whichever side they stand.

    From each entry one descent of an index, whatever the statistics say: they are behind after an import, and
    a join left to the planner then read the city's whole ledger for five hundred people.
    """

    def sources(self, look: Look) -> Iterator[str]:
        """From the entries to the other side: of two tables one source for each that they may stand in."""
        if look.right is None:
            yield f"{_given('l', look.left)} where true"
            return
        for half in look.halves:
            if look.alike:
                yield _fetched(look, self._pairs(look, half))
            else:
                yield f"{_given('l', look.left)} join {_descent(look, 'r', look.right, half)} where true"
                yield f"{_given('r', look.right)} join {_descent(look, 'l', look.left, half)} where true"

    def _pairs(self, look: Look, half: str) -> str:
        """The keys of pairs within one table, each once though both sides be among the entries."""
        key, given = KEYS[look.left], _given("l", look.left)
        return (
            f"select distinct greatest(l.{key}, r.{key}) as one, least(l.{key}, r.{key}) as other"  # noqa: S608 (names of columns)
            f" from {given} join {_descent(look, 'r', look.left, half)} where l.{key} <> r.{key}"
        )

    def cases(self) -> str:
        """The SELECT of the cases that one of the entries is a side of."""
        entries = (
            f"k.{side} = any(cast({NAMES[table]} as bigint[]))"
            for table, sides in SIDES_OF.items()
            for side in sides
        )
        return f"select k.id from crosscheck_case k where {' or '.join(entries)}"  # noqa: S608 (names of columns)


Where = Part | Some
NEAR_COMPARED = f"{NUMBERS}, l.name, l.birth"


def select_of(look: Look, where: Where) -> str:
    """The SELECT of what a look finds, with COLUMNS."""
    one = "select {columns} from {source} and {bound}"
    given = {"columns": _columns(look), "bound": _bound(look)}
    return "\nunion ".join(one.format(source=source, **given) for source in where.sources(look))


def pairs_of(look: Look, where: Where) -> str:
    """The SELECT of pairs that have to be judged by their sealed numbers."""
    other = _sealed("r") if look.right == APPLICATION else "r.id_number"
    first = "" if look.right == APPLICATION else "distinct on (l.application_id, r.id_index)"
    order = "" if look.right == APPLICATION else " order by l.application_id, r.id_index, r.id"
    sides = f"{_side('l', look.left)}, {_side('r', look.right)}"
    of_it = (
        f"{_district(look)} as district_id, l.programme_year as year, {_hash(NEAR_COMPARED, 6)} as compared"
    )
    shown = f"{sides}, {of_it}, l.application_id as concerned_id, {_sealed('l')} as one, {other} as other"
    return "\nunion ".join(
        f"(select {first} {shown} from {source} and {_bound(look)}{order})"  # noqa: S608 (names of columns)
        for source in where.sources(look)
    )


def _sealed(alias: str) -> str:
    return f"(select a.id_number from application a where a.id = {alias}.application_id)"  # noqa: S608 (a name)


def _fetched(look: Look, hits: str) -> str:
    """Both sides of hits, which are keys: `one` to the left, `other` to the right."""
    left, right = KEYS[look.left], KEYS[look.right or look.left]
    one = f"(select * from {look.left} x where x.{left} = hit.one offset 0) l"  # noqa: S608 (names of columns)
    other = f"(select * from {look.right} x where x.{right} = hit.other offset 0) r"  # noqa: S608 (the same)
    return f"({hits}) hit join lateral {one} on true join lateral {other} on true where true"


def _descent(look: Look, alias: str, table: str, half: str) -> str:
    """The entries of a table that a look holds against the one at hand."""
    found = f"select {alias}.* from {table} {alias} where {look.on} and {half} offset 0"  # noqa: S608 (names of columns)
    return f"lateral ({found}) {alias} on true"


def _given(alias: str, table: str) -> str:
    """The entries of a table that are looked at, each once."""
    mine = f"{KEYS[table]} = any(cast({NAMES[table]} as bigint[]))"
    return f"(select * from {table} where {mine} offset 0) {alias}"  # noqa: S608 (names of columns)


def _bound(look: Look) -> str:
    """The city's own entries, verified; certificates that are struck count for nothing."""
    sides = [("l", look.left), ("r", look.right)] if look.right else [("l", look.left)]
    bounds = [f"{alias}.city_id = :city" for alias, _table in sides]
    bounds += [f"{alias}.revoked_at is null" for alias, table in sides if table == CERTIFICATE]
    return " and ".join([*bounds, look.exact if look.right else look.on])


def _columns(look: Look) -> str:
    right = _side("r", look.right)
    year = "l.programme_year" if look.left == APPLICATION else "null::int"
    return (
        f"{_side('l', look.left)}, {right}, {_district(look)} as district_id, {year} as year,"
        f" '{look.ground}' as ground, {_hash(look.compared, look.rule)} as compared,"
        f" {look.concerns} as concerned_id"
    )


def _side(alias: str, table: str | None) -> str:
    """The two columns of a side; of a pair the same table's second is the other one."""
    prefix = "" if alias == "l" else "other_"
    application = f"{alias}.application_id" if table == APPLICATION else "null::bigint"
    certificate = f"{alias}.id" if table == CERTIFICATE else "null::bigint"
    return f"{application} as {prefix}application_id, {certificate} as {prefix}certificate_id"


def _district(look: Look) -> str:
    """Where both sides lie in one district, it; else none, which is the city."""
    if look.right is None:
        return "l.district_id"
    return "case when l.district_id = r.district_id then l.district_id end"


def _hash(fields: str, rule: int) -> str:
    return f"hashtextextended(concat_ws('|', {fields}), {rule})"
