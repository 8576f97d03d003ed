"""The one operation by which people become applications, or correct theirs (三(二), 1.5): a form of the
unit's clerk, self-service and the roster's import run the same statements over another source of rows.

Set-based: a form is a source of one row, a roster's chunk of five hundred. `uq_application_live` decides who
comes in; whoever is there already is corrected while nobody has reviewed them, else left alone. Across all
tenants `uq_application_sole` decides: who comes second with a person comes in held (1.7, rule 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from tenants.db import db
from webapp.applicants.models import LIVE
from webapp.applicants.recording import PERSON

# What an edited re-upload may change of an application, and what "the same" compares (case 63).
CARRIED = (*PERSON, "target_occupation", "target_level")
SEALED_ANEW = ("id_number", "phone")  # every sealing differs; their indexes are compared instead
COMPARED = tuple(name for name in CARRIED if name not in SEALED_ANEW)
DECIDED = ("eligibility", "qualifies_on", "warnings")
# What only Annex 1 asks; a roster's row leaves it as it is.
OF_THE_FORM = (
    "native_place", "politics", "ethnicity", "specialty", "work_type", "category", "stints", "key_unit",
)  # fmt: skip
# Another identity number is another person: the account it was linked to has nothing to do with it any more.
OF_PERSON = "applicant_id = case when a.id_index = r.id_index then a.applicant_id end"
CHECKER = "查重"  # how a move of the cross-check is signed
# Derived columns say nothing of their own in a timeline; an index speaks for what it indexes.
_UNNAMED = ("id_fingerprint", "name_pinyin", "id_masked", "phone_masked")
_NAMED = {"id_index": "id_number", "phone_index": "phone", "unit_name": "unit"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from. `relation` is SQL for rows aliased `r`: row, tenant_id, district_id, city_id,
    application_number and `columns`. `match` finds a row's application `x`, `left` says which rows still
    need one; `new` and `changed` are further columns with their SQL."""

    relation: str
    columns: tuple[str, ...]
    compared: tuple[str, ...]
    verb: str
    match: str
    left: str = "true"
    new: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of one source, written once."""

    new: str
    known: str
    change: str
    contest: str


def statements(source: Source) -> Statements:
    """The statements: who is new, who is there already, who is corrected, who is another tenant's too."""
    contested = _new(source, source.left, held=True)
    return Statements(_new(source), _known(source), _change(source), contested)


# Who comes in held is told from nobody who came in and was held up then.
HOLD = f"""
  union all
  select tenant_id, district_id, city_id, id, 'hold', 'submitted', 'held', null, '{CHECKER}', null,
         :policy, '{{}}'
  from"""


def _new(source: Source, left: str = "true", *, held: bool = False) -> str:
    names = ", ".join((*source.columns, *source.new))
    values = ", ".join((*(f"r.{name}" for name in source.columns), *source.new.values()))
    return f"""
with made as (
  insert into application (tenant_id, district_id, city_id, programme_year, state, version, public_id,
                           reference_date, policy_version, entered_by, sole, {names})
  select r.tenant_id, r.district_id, r.city_id, :year, {"'held', 2" if held else "'submitted', 1"},
         r.application_number, :reference, :policy, :user, :sole, {values}
  from {source.relation} where {left}
  on conflict do nothing
  returning id, public_id, tenant_id, district_id, city_id
), moved as (
  insert into application_move (tenant_id, district_id, city_id, application_id, verb, from_state, to_state,
                                user_id, actor, note, policy_version, typed_by)
  select tenant_id, district_id, city_id, id, '{source.verb}', null, 'submitted', cast(:user as bigint),
         cast(:actor as text), null, :policy, cast(:typed as bigint[])
  from made {f"{HOLD} made" if held else ""}
)
select public_id, id from made
"""  # noqa: S608 (only names of columns and states are put in)


def _known(source: Source) -> str:
    # `offset 0` makes the look-up one descent of the unique index for each row, whatever the statistics say.
    fields = " || ".join(
        f"case when a.{name} is distinct from r.{name} then array['{_NAMED.get(name, name)}']"
        " else '{}'::text[] end"
        for name in source.compared
        if name not in _UNNAMED
    )
    return f"""
select r.row, a.found as place, a.id, a.public_id, a.state, a.version, {fields} as fields
from {source.relation} join lateral (
  select x.ctid as found, x.* from application x where {source.match} and x.{LIVE} offset 0
) a on true
where {source.left}
for update of a
"""  # noqa: S608 (only names of columns and states are put in)


def _change(source: Source) -> str:
    # The rows are locked, so their places hold until the end of the transaction.
    assigned = ", ".join(
        (*(f"{name} = r.{name}" for name in source.columns),
         *(f"{name} = {value}" for name, value in source.changed.items()))
    )  # fmt: skip
    return f"""
with wanted as materialized (
  select w.found, w.state as before, w.fields, r.* from {source.relation}
  join unnest(cast(:rows as int[]), cast(:places as tid[]), cast(:states as text[]), cast(:fields as text[]))
       as w(row, found, state, fields) on w.row = r.row
), changed as (
  update application a set {assigned}, {OF_PERSON},
         state = case when :held or r.before = 'held' then 'held' else 'submitted' end,
         version = a.version + 1 + (:held and r.before <> 'held')::int, updated_at = now(),
         data_version = a.data_version + (r.fields <> '')::int,
         reference_date = :reference, policy_version = :policy, entered_by = :user
  from wanted r where a.ctid = r.found
  returning a.id, a.tenant_id, a.district_id, a.city_id, a.state, r.before, r.fields
)
insert into application_move (tenant_id, district_id, city_id, application_id, verb, from_state, to_state,
                              user_id, actor, note, policy_version, typed_by)
select tenant_id, district_id, city_id, id, 'correct', before,
       case when before = 'held' then 'held' else 'submitted' end, cast(:user as bigint),
       cast(:actor as text), nullif(fields, ''), :policy, cast(:typed as bigint[])
from changed {HOLD} changed where :held and before <> 'held'
"""  # noqa: S608 (only names of columns and states are put in)


class Taking:
    """Rows of one source on their way in; `values` are the statements' parameters, by name: `user` hands
    them in, `typed` are the ids of whoever typed them or took part (三(二)), `sole` whether a person's second
    application of the year is held up (1.7, rule 1)."""

    def __init__(self, of: Statements, values: Mapping[str, Any]) -> None:
        self._of = of
        self._values = dict(values)

    def new(self) -> dict[str, int]:
        """Make an application of every row that has none live: application number → id."""
        return {number: key for number, key in self.execute(self._of.new)}

    def known(self, **more: Any) -> list[Any]:
        """The live applications of the rows left, locked: row, place, id, public_id, state, version and the
        names of the fields that differ."""
        return list(self.execute(self._of.known, **more))

    def contest(self, **more: Any) -> dict[str, int]:
        """Make a held application of every row left whose person has a live one elsewhere in the city."""
        return {number: key for number, key in self.execute(self._of.contest, **more)}

    def change(self, known: list[Any], *, held: bool = False) -> None:
        """Correct these applications by their rows, with the move that names the changed fields. What is held
        stays so until it is checked again; `held` is for whose corrected number is another one's too."""
        self.execute(
            self._of.change,
            held=held,
            rows=[one.row for one in known],
            places=[one.place for one in known],
            states=[one.state for one in known],
            fields=[",".join(one.fields) for one in known],
        )

    def execute(self, statement: str, **more: Any) -> Any:
        """Run a statement with those of the parameters that it names."""
        values = self._values | more
        wanted = {name: value for name, value in values.items() if f":{name}" in statement}
        return db.session.execute(text(statement), wanted)
