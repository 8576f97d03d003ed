"""The rules of 1.7 as SQL over the person ledger: which sides each of them holds against each other.

One text for all uses: over the whole ledger in parts, or beginning from a few entries on either side. Joins
run on 8-byte fingerprints and keys; equality is verified on the hits. The numbers of rule 6 that are nearly
alike are found here by name and month of birth, and judged by `webapp.people.near`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

APPLICATION, CERTIFICATE = "known_application", "known_certificate"
KEYS = {APPLICATION: "application_id", CERTIFICATE: "id"}
NAMES = {APPLICATION: ":applications", CERTIFICATE: ":certificates"}
SIDES_OF = {
    APPLICATION: ("application_id", "other_application_id"),
    CERTIFICATE: ("certificate_id", "other_certificate_id"),
}
COLUMNS = (
    "application_id", "certificate_id", "other_application_id", "other_certificate_id", "district_id", "year",
    "ground", "compared", "concerned_id",
)  # fmt: skip
# Equality that a join runs on, and what is verified on its few hits.
PERSON = "l.person_fingerprint = r.person_fingerprint"
SAME = "coalesce(l.merged_index, l.id_index) = coalesce(r.merged_index, r.id_index)"
OTHERS = "l.person_fingerprint <> r.person_fingerprint"
LATER = "l.application_id > r.application_id"
NUMBERS = "encode(l.id_index, 'hex'), encode(r.id_index, 'hex')"
# What a number begins with that is its issuer's of its year: 22 characters carry both, and so do 16 digits.
SERIES = "case length(l.number) when 22 then left(l.number, 15) when 16 then left(l.number, 10) end"
KIN = f"l.kin = r.kin and {OTHERS} and l.id_form = 18 and r.id_form = 18"


@dataclass(frozen=True, slots=True)
class Look:
    """One way in which a rule finds something: the tables of its sides, what joins them, what is verified on
    the hits, in which way it is said, the fields it compares, and the application it concerns."""

    rule: int
    ground: str
    left: str
    right: str | None
    on: str
    compared: str
    exact: str = "true"
    concerned: str | None = None
    joins: str = ""

    @property
    def concerns(self) -> str:
        """SQL of the application that the finding is about; the left side's where none is named."""
        return self.concerned or ("l.application_id" if self.left == APPLICATION else "null::bigint")


LOOKS: tuple[Look, ...] = (
    Look(
        1, "same_year", APPLICATION, APPLICATION,
        f"{PERSON} and l.programme_year = r.programme_year and {LATER}",
        f"l.programme_year, {NUMBERS}, l.occupation, l.level, r.occupation, r.level", SAME,
        # Of two the one that is held up already; else the later.
        "case when r.held and not l.held then r.application_id else l.application_id end",
    ),
    Look(
        2, "held", APPLICATION, CERTIFICATE, f"{PERSON} and r.level <= l.level",
        f"{NUMBERS}, l.occupation, l.level, r.occupation, r.level, r.number",
        f"{SAME} and occupation_key(l.occupation) = occupation_key(r.occupation)"
        " and r.application_id is distinct from l.application_id"
        " and (:alike or r.kind is distinct from 'qualification')",
    ),
    Look(
        3, "applications", APPLICATION, APPLICATION, f"l.number = r.number and {OTHERS} and {LATER}",
        f"l.number, {NUMBERS}",
    ),
    Look(
        3, "registry", APPLICATION, CERTIFICATE, f"l.number = r.number and {OTHERS}", f"l.number, {NUMBERS}"
    ),
    Look(
        3, "registries", CERTIFICATE, CERTIFICATE, f"l.number = r.number and {OTHERS} and l.id > r.id",
        f"l.number, {NUMBERS}",
    ),
    Look(
        4, "same_year", CERTIFICATE, CERTIFICATE,
        f"{PERSON} and l.issued_year = r.issued_year and l.id > r.id",
        f"l.issued_year, {NUMBERS}, l.number, r.number", f"{SAME} and l.number <> r.number",
    ),
    Look(5, "claimed", APPLICATION, None, "l.contradicts is not null", "l.number, l.contradicts"),
    Look(5, "registered", CERTIFICATE, None, "l.contradicts is not null", "l.number, l.contradicts"),
    Look(
        6, "two_forms", APPLICATION, APPLICATION,
        f"{PERSON} and l.kin = r.kin and l.id_form <> r.id_form and {LATER}",
        f"{NUMBERS}, l.id_form, r.id_form, l.name, l.birth", SAME,
    ),
    Look(
        6, "two_forms", APPLICATION, CERTIFICATE,
        f"{PERSON} and l.kin = r.kin and l.id_form <> r.id_form",
        f"{NUMBERS}, l.id_form, r.id_form, l.name, l.birth", SAME,
    ),
    Look(
        6, "phone", APPLICATION, APPLICATION,
        "l.phone_fingerprint = r.phone_fingerprint and l.programme_year = r.programme_year"
        f" and {OTHERS} and {LATER}",
        f"encode(l.phone_index, 'hex'), {NUMBERS}, l.name, r.name",
        "l.phone_index = r.phone_index and replace(l.name, ' ', '') <> replace(r.name, ' ', '')"
        # Of many with one telephone each is held against the first alone.
        " and not exists (select from known_application k where k.phone_fingerprint = r.phone_fingerprint"
        " and k.programme_year = r.programme_year and k.application_id < r.application_id)",
    ),
    Look(
        7, "unregistered", APPLICATION, None,
        "s.city_id = l.city_id and not exists (select from known_certificate c"
        " where c.city_id = l.city_id and c.number = l.number and c.revoked_at is null)",
        "l.number", joins=f"join covered_series s on s.series = {SERIES}",
    ),
)  # fmt: skip
# Pairs that rule 6 has to judge by their numbers: applications alike in name and month of birth, and each
# with the newest certificate of every other number.
ALIKE: tuple[Look, ...] = (
    Look(6, "near", APPLICATION, APPLICATION, f"{KIN} and {LATER}", ""),
    Look(6, "near", APPLICATION, CERTIFICATE, KIN, ""),
)
NEAR_COMPARED = "{numbers}, l.name, l.birth"


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
            yield f"{look.left} l {look.joins} where {bounds}"
            return
        left, right = KEYS[look.left], KEYS[look.right]
        yield (
            f"(select l.{left} as one, r.{right} as other from {look.left} l join {look.right} r"  # noqa: S608 (names of columns)
            f" on {look.on} and {bounds} offset 0) hit"
            f" join lateral (select * from {look.left} x where x.{left} = hit.one offset 0) l on true"
            f" join lateral (select * from {look.right} x where x.{right} = hit.other offset 0) r on true"
            " where true"
        )

    def of_cases(self) -> str:
        """The same of the cases `k`."""
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
        """One for each side that may be among them: the entries, and from them the other side."""
        yield f"{_given('l', look.left)} {self._from(look, 'r', look.right)}"
        if look.right is not None:
            yield f"{_given('r', look.right)} {self._from(look, 'l', look.left)}"

    def _from(self, look: Look, alias: str, table: str | None) -> str:
        if table is None:
            return f"{look.joins} where true"
        found = f"select {alias}.* from {table} {alias} where {look.on} offset 0"  # noqa: S608 (names of columns)
        return f"join lateral ({found}) {alias} on true where true"

    def cases(self) -> str:
        """The SELECT of the cases that one of the entries is a side of."""
        entries = (
            f"k.{side} = any(cast({NAMES[table]} as bigint[]))"
            for table, sides in SIDES_OF.items()
            for side in sides
        )
        return f"select k.id from crosscheck_case k where {' or '.join(entries)}"  # noqa: S608 (names of columns)


Where = Part | Some


def select_of(look: Look, where: Where) -> str:
    """The SELECT of what a look finds, with COLUMNS."""
    one = "select {columns} from {source} and {bound}"
    given = {"columns": _columns(look), "bound": _bound(look)}
    return "\nunion ".join(one.format(source=source, **given) for source in where.sources(look))


def pairs_of(look: Look, where: Where) -> str:
    """The SELECT of pairs that have to be judged by their sealed numbers."""
    other = _sealed("r") if look.right == APPLICATION else "r.id_number"
    newest = "" if look.right == APPLICATION else "distinct on (l.application_id, r.id_index)"
    order = "" if look.right == APPLICATION else " order by l.application_id, r.id_index, r.id desc"
    hashed = NEAR_COMPARED.format(numbers=NUMBERS)
    sides = f"{_side('l', look.left)}, {_side('r', look.right)}"
    of_it = f"{_district(look)} as district_id, l.programme_year as year, {_hash(hashed, 6)} as compared"
    shown = f"{sides}, {of_it}, l.application_id as concerned_id, {_sealed('l')} as one, {other} as other"
    return "\nunion ".join(
        f"(select {newest} {shown} from {source} and {_bound(look)}{order})"  # noqa: S608 (names of columns)
        for source in where.sources(look)
    )


def _sealed(alias: str) -> str:
    return f"(select a.id_number from application a where a.id = {alias}.application_id)"  # noqa: S608 (a name)


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
