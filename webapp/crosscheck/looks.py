"""The rules of 1.7 as SQL over the person ledger: which sides each of them holds against each other.

One text for all uses (`seeking`): over the whole ledger in parts, or beginning from a few entries on either
side. Joins run on 8-byte fingerprints and keys; equality is verified on the hits. The numbers of rule 6 that
are nearly alike are found by name and month of birth, and judged by `webapp.people.near`.
"""

from __future__ import annotations

from dataclasses import dataclass

APPLICATION, CERTIFICATE = "known_application", "known_certificate"
KEYS = {APPLICATION: "application_id", CERTIFICATE: "id"}
COLUMNS = (
    "application_id", "certificate_id", "other_application_id", "other_certificate_id", "district_id", "year",
    "ground", "compared", "concerned_id",
)  # fmt: skip
# Equality that a join runs on, and what is verified on its few hits.
PERSON = "l.person_fingerprint = r.person_fingerprint"
SAME = "coalesce(l.merged_index, l.id_index) = coalesce(r.merged_index, r.id_index)"
OTHERS = "l.person_fingerprint <> r.person_fingerprint"
NUMBERS = "encode(l.id_index, 'hex'), encode(r.id_index, 'hex')"
# What a number begins with that is its issuer's of its year: 22 characters carry both, and so do 16 digits.
SERIES = "case length(l.number) when 22 then left(l.number, 15) when 16 then left(l.number, 10) end"
COVERED = f"select from covered_series s where s.city_id = l.city_id and s.series = {SERIES}"
TWO_FORMS = ("l.id_form = 15 and r.id_form = 18", "l.id_form = 18 and r.id_form = 15")
KIN = f"l.kin = r.kin and {OTHERS}"
ONE_PHONE = "l.phone_fingerprint = r.phone_fingerprint and l.programme_year = r.programme_year"
FIRST_OF = (
    "(select min(k.application_id) from known_application k where"
    " k.phone_fingerprint = {side}.phone_fingerprint and k.programme_year = {side}.programme_year)"
)
FIRSTS = (
    "(select phone_fingerprint, programme_year, min(application_id) as application_id from known_application"
    " where phone_fingerprint is not null group by 1, 2 having count(*) > 1)"
)


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
    halves: tuple[str, ...] = ("true",)  # conditions that split it, so that the rare side is found first
    # Over a whole part: the right side and what joins it, where it is one of many that is found beforehand.
    over_part: tuple[str, str] | None = None

    @property
    def alike(self) -> bool:
        """Whether both sides stand in one table: each pair is taken once, the later one to the left."""
        return self.left == self.right and self.over_part is None

    @property
    def concerns(self) -> str:
        """SQL of the application that the finding is about; the left side's where none is named."""
        return self.concerned or ("l.application_id" if self.left == APPLICATION else "null::bigint")


LOOKS: tuple[Look, ...] = (
    Look(
        1, "same_year", APPLICATION, APPLICATION,
        f"{PERSON} and l.programme_year = r.programme_year",
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
        3, "applications", APPLICATION, APPLICATION, f"l.number = r.number and {OTHERS}",
        f"l.number, {NUMBERS}",
    ),
    Look(
        3, "registry", APPLICATION, CERTIFICATE, f"l.number = r.number and {OTHERS}", f"l.number, {NUMBERS}"
    ),
    Look(
        3, "registries", CERTIFICATE, CERTIFICATE, f"l.number = r.number and {OTHERS}",
        f"l.number, {NUMBERS}",
    ),
    Look(
        4, "same_year", CERTIFICATE, CERTIFICATE,
        f"{PERSON} and l.issued_year = r.issued_year",
        f"l.issued_year, {NUMBERS}, l.number, r.number", f"{SAME} and l.number <> r.number",
    ),
    Look(5, "claimed", APPLICATION, None, "l.contradicts is not null", "l.number, l.contradicts"),
    Look(5, "registered", CERTIFICATE, None, "l.contradicts is not null", "l.number, l.contradicts"),
    Look(
        6, "two_forms", APPLICATION, APPLICATION,
        f"{PERSON} and l.kin = r.kin and l.id_form <> r.id_form",
        f"{NUMBERS}, l.id_form, r.id_form, l.name, l.birth", SAME, halves=TWO_FORMS,
    ),
    Look(
        6, "two_forms", APPLICATION, CERTIFICATE,
        f"{PERSON} and l.kin = r.kin and l.id_form <> r.id_form",
        f"{NUMBERS}, l.id_form, r.id_form, l.name, l.birth", SAME, halves=TWO_FORMS,
    ),
    Look(
        6, "phone", APPLICATION, APPLICATION,
        # Of many with one telephone each is held against the first alone: it is looked for from either side.
        f"{ONE_PHONE} and r.application_id = {FIRST_OF.format(side='l')}"
        f" and r.application_id = {FIRST_OF.format(side='r')} and l.application_id <> r.application_id",
        f"encode(l.phone_index, 'hex'), {NUMBERS}, l.name, r.name",
        f"{OTHERS} and l.phone_index = r.phone_index"
        " and replace(l.name, ' ', '') <> replace(r.name, ' ', '')",
        over_part=(FIRSTS, f"{ONE_PHONE} and l.application_id <> r.application_id"),
    ),
    Look(
        7, "unregistered", APPLICATION, None,
        f"exists ({COVERED}) and not exists (select from known_certificate c"
        " where c.city_id = l.city_id and c.number = l.number and c.revoked_at is null)",
        "l.number",
    ),
)  # fmt: skip
# Pairs that rule 6 has to judge by their numbers: applications alike in name and month of birth, and each
# with the first certificate of every other number: a later one of the same number says nothing new.
ALIKE: tuple[Look, ...] = (
    Look(6, "near", APPLICATION, APPLICATION, KIN, ""),
    Look(6, "near", APPLICATION, CERTIFICATE, KIN, ""),
)
