"""Made-up people by the hundred thousand, always the same for the same seed: workbooks and filled tables.

A workbook's people are the samples' (webapp/sheets/samples.py): right check digits, nobody real. What fills
the tables is made by the server itself from `benchmarks.people`.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Sequence

import psycopg
import xlsxwriter

from benchmarks.cast import Cast
from benchmarks.people import add_people
from tenants.sealing import Keyring
from webapp.people.identity import mask
from webapp.sheets.checking.layouts import ANNEX_2, TITLES
from webapp.sheets.samples import HEADER_ROW, UNIT, Person, people

OCCUPATION, LEVEL = "焊工", "技师"
KNOWN_AMONG = 50  # one person in so many holds a certificate that the city knows
HELD_AMONG = 20  # and one of so many of these already holds what they apply for
FILLED = ("application", "known_certificate", "known_application")
FAULTY_AMONG = 25  # one row in so many has a fault of spec 2.2


def roster_people(rows: int, seed: int = 7) -> list[Person]:
    """So many people of one list: different numbers, and here and there a fault of spec 2.2."""
    found = people(rows, seed=seed, unit=UNIT, occupation=OCCUPATION, level=LEVEL)
    taken: set[str] = set()
    random_ = random.Random(seed)
    for person in found:
        while person.id_number in taken:
            person.id_number = people(1, seed=random_.randrange(1 << 60))[0].id_number
            person.sex, person.birth = _as_in(person.id_number)
        taken.add(person.id_number)
    for index, person in enumerate(found):
        if index % FAULTY_AMONG == 0:
            _spoil(person, index // FAULTY_AMONG)
    return found


def _as_in(number: str) -> tuple[str, str]:
    return "男" if int(number[16]) % 2 else "女", f"{number[6:10]}.{number[10:12]}"


def _spoil(person: Person, turn: int) -> None:
    """One fault, in turn: warned, asked and refused ones."""
    match turn % 5:
        case 0:
            person.name = f"{person.name[0]} {person.name[1:]}"
        case 1:
            person.education = "研究僧"
        case 2:
            person.phone = "6332910098"
        case 3:
            person.sex = "女" if person.sex == "男" else "男"
        case _:
            person.certificate_date = "2019.6.31"


def workbook(everybody: Iterable[Person]) -> bytes:
    """An Annex 2 of these people as .xlsx, every cell a text as the Annex's own form has it."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"constant_memory": True})
    sheet = book.add_worksheet("汇总表")
    sheet.write_string(0, 0, "日照市“金蓝领”项目培训报名人员汇总表")
    sheet.write_string(1, 0, f"填报单位（盖章）：{UNIT}")
    sheet.write_string(2, 0, f"（培训工种：{OCCUPATION}   级别：{LEVEL}）")
    for column, field in enumerate(ANNEX_2):
        sheet.write_string(HEADER_ROW - 1, column, TITLES[field])
    for index, person in enumerate(everybody):
        for column, cell in enumerate(person.cells(str(index + 1))):
            sheet.write_string(HEADER_ROW + index, column, str(cell))
    book.close()
    return held.getvalue()


LIVE = (
    "submitted",
    "unit_approved",
    "accepted",
    "enrolled",
    "in_training",
    "examined",
    "certified",
    "returned",
)
STATES = (*LIVE, "closed", "rejected", "withdrawn", "draft")
FINGERPRINT = "('x' || encode(substr(p.id_index, 1, 8), 'hex'))::bit(64)::bigint"
WITHOUT = 0.6  # of the applicants, those whom the registry doesn't know
# The number of the nth certificate: 400 issuers, twelve years; one in a thousand is of the applied-for level.
NUMBER = (
    "'S000037' || lpad(({n} % 400)::text, 6, '0') || (10 + {n} % 12)"
    " || case when {n} % 1000 = 0 then 3 else 4 end || lpad(({n} / 400)::text, 6, '0')"
)
# What an application claims: one in a thousand somebody else's, or a number that its issuer never gave out.
CLAIMED = f"""
  case when n % 2000 = 7 then {NUMBER.format(n="n")}
       when n % 1000 = 13 then 'S000037000001' || (10 + n % 12) || 4 || (900000 + n / 1000 % 90000)
       when person > %(without)s then {NUMBER.format(n="(person - %(without)s)")}
       else 'S000037000999' || (10 + n % 12) || 4 || lpad((n % 1000000)::text, 6, '0') end
"""
# The states, the months of two years, the units: spread by co-prime steps, so no two run together. One in a
# thousand is somebody's second of the year; one in five hundred has a neighbour's telephone, or claims a
# certificate of which the number says another level.
APPLICATIONS = f"""
insert into application (
  tenant_id, district_id, city_id, public_id, programme_year, state, sole, version, name, name_pinyin,
  sex, birth, unit_name, id_type, id_number, id_index, id_fingerprint, id_masked, work_start, education,
  occupation, experience_months, current_level, certificate_date, certificate_number, phone, phone_index,
  phone_masked, target_occupation, target_level, eligibility, reference_date, policy_version, warnings,
  created_at, updated_at)
select t.id, t.district_id, t.city_id, 'JLL-' || y || '-' || upper(substr(md5(made.n::text), 1, 5)) || '-'
       || upper(lpad(to_hex(made.n), 7, '0')), y, s, made.n = person, 1, p.name, p.name_pinyin,
       case when made.n % 2 = 0 then '女' else '男' end, p.birth, t.name, 'resident', p.id_number, p.id_index,
       {FINGERPRINT}, p.id_masked, (1990 + made.n % 22) || '-07',
       (array['高中', '中专', '技校', '大专', '本科'])[1 + made.n % 5], '焊工', 12 * (3 + made.n % 17),
       '高级工', '2016-06', claimed, p.id_number,
       sha256(('phone ' || case when made.n % 500 = 3 then made.n - 1 else made.n end)::bytea),
       '139****' || lpad((made.n % 10000)::text, 4, '0'), '焊工',
       (array['技师', '高级工', '高级技师'])[1 + made.n % 3],
       jsonb_build_object('level', '技师', 'eligible', true, 'clause', '三(一)2', 'routes', jsonb_build_array(
         jsonb_build_object('route', 'certificate', 'met', true, 'qualifies_on', '2021-06-01',
                            'shortfall_months', 0))),
       date '2022-05-20', '2022',
       case when made.n % 500 = 11 then jsonb_build_array(jsonb_build_object(
         'field', 'certificate_number', 'code', 'certificate_contradicts',
         'params', jsonb_build_object('said', '技师', 'typed', '高级工'))) else '[]' end, at, at
from (select n, person, {CLAIMED} as claimed,
  (%(states)s::text[])[1 + n / 7 % cardinality(%(states)s::text[])] as s,
  timestamptz '2026-11-20 12:00+08' - (n * 7919 % 525600) * interval '1 minute' as at,
  case when n * 7919 % 525600 < 465120 then 2026 else 2025 end as y
  from generate_series(%(first)s::bigint, %(last)s::bigint) n,
    lateral (select case when n % 1000 = 501 then n - 1 else n end as person) whose) made
join bench_person p on p.n = made.person
join bench_unit t on t.number = made.n % %(units)s
"""
# One person in a thousand got two in a year; one number in a thousand says another level than its record.
CERTIFICATES = f"""
insert into known_certificate (
  city_id, id_number, id_masked, id_index, person_fingerprint, id_form, name, birth, number, kind, occupation,
  level, issued_on, issued_year, issuer, contradicts, source)
select %(city)s, p.id_number, p.id_masked, p.id_index, {FINGERPRINT}, 18, p.name, p.birth,
       {NUMBER.format(n="c")}, 'level', '焊工', case when c % 1000 = 0 then 3 else 4 end,
       (2010 + c % 12) || '-06-01', 2010 + c % 12, '日照市技师学院',
       case when c % 1000 = 17 then '{{"said": "技师", "typed": "中级工"}}' end, 'bench'
from generate_series(1, %(rows)s::bigint) c
join bench_person p on p.n = %(without)s + case when c % 1000 = 29 then c - 12 else c end
"""
COVERED = """
insert into covered_series (city_id, series)
select %(city)s, 'S000037000001' || n from generate_series(10, 21) n
"""
LEDGER = """
insert into known_application (
  application_id, city_id, district_id, tenant_id, programme_year, id_index, person_fingerprint, id_form,
  name, birth, occupation, level, number, contradicts, phone_index, phone_fingerprint, held)
select a.id, a.city_id, a.district_id, a.tenant_id, a.programme_year, a.id_index, a.id_fingerprint,
       length(a.id_masked), a.name, a.birth, a.target_occupation, level_digit(a.target_level),
       a.certificate_number, a.warnings -> 0 ->> 'params', a.phone_index,
       ('x' || encode(substr(a.phone_index, 1, 8), 'hex'))::bit(64)::bigint, a.state = 'held'
from application a where a.state not in ('closed', 'draft', 'rejected', 'withdrawn')
"""
FIGURES = """
insert into application_figure (tenant_id, district_id, city_id, programme_year, month, state, level, number)
select tenant_id, district_id, city_id, programme_year,
       date_trunc('month', created_at at time zone 'Asia/Shanghai')::date, state, target_level, count(*)
from application group by 1, 2, 3, 4, 5, 6, 7
"""
MOVES = """
insert into application_move (tenant_id, district_id, city_id, application_id, verb, from_state, to_state,
                              actor, policy_version, at)
select tenant_id, district_id, city_id, id, 'import', null, 'submitted', '测评', '2022', created_at
from application
"""


def fill(
    connection: psycopg.Connection,
    cast: Cast,
    ring: Keyring,
    applications: int,
    certificates: int,
    states: Sequence[str] = STATES,
) -> None:
    """Fill the tables, durably: indexes are made afterwards, the figures by one count; then ANALYZE."""
    without = int(applications * WITHOUT)
    add_people(connection, ring, max(applications, without + certificates))
    connection.execute("set session_replication_role = replica")  # no triggers: the figures are counted once
    connection.execute("set maintenance_work_mem = '1GB'")
    connection.execute(
        "set synchronous_commit = off"
    )  # of this session only; the checkpoint below makes it safe
    with _without_indexes(connection, (*FILLED, "application_move")):
        _units(connection, cast)
        _fill_applications(connection, applications, without, states)
        values = {"city": cast.city, "rows": certificates, "without": without}
        connection.execute(_bound(CERTIFICATES), values)
        connection.execute(LEDGER)
        connection.execute(MOVES)
    connection.execute(COVERED, {"city": cast.city})
    connection.execute("drop table bench_person")
    connection.execute(FIGURES)
    connection.execute("vacuum (analyze)")
    connection.execute("checkpoint")


def _units(connection: psycopg.Connection, cast: Cast) -> None:
    connection.execute(
        "create temporary table bench_unit as select *, row_number() over (order by id) - 1 as number"
        " from tenant where kind = 'enterprise'"
    )
    connection.execute("create unique index on bench_unit (number)")
    connection.execute("analyze bench_unit")


def _fill_applications(
    connection: psycopg.Connection, rows: int, without: int, states: Sequence[str]
) -> None:
    units = connection.execute("select count(*) from bench_unit").fetchone()
    values = {
        "first": 1, "last": rows, "units": units[0] if units else 0, "without": without,
        "states": list(states),
    }  # fmt: skip
    connection.execute(_bound(APPLICATIONS), values)


def _bound(statement: str) -> str:
    """The statements above write the modulo as they would by hand; the driver wants it doubled."""
    return statement.replace(" %% ", " % ").replace(" % ", " %% ")


class _without_indexes:
    """Drop the tables' indexes that no constraint needs, and make them again at the end."""

    def __init__(self, connection: psycopg.Connection, tables: tuple[str, ...]) -> None:
        self.connection, self.tables = connection, list(tables)

    def __enter__(self) -> None:
        self.indexes = self.connection.execute(
            "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i"
            " where i.indrelid = any(%s::regclass[])"
            " and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)",
            [self.tables],
        ).fetchall()
        for name, _ in self.indexes:
            self.connection.execute(f"drop index {name}".encode())

    def __exit__(self, *_: object) -> None:
        for _name, definition in self.indexes:
            self.connection.execute(definition.encode())


def know_some(
    connection: psycopg.Connection, cast: Cast, ring: Keyring, everybody: list[Person]
) -> tuple[int, int]:
    """Enter a certificate for one person of a list in fifty; for one in a thousand of the level they apply
    for, so that the cross-check holds them up. Answers how many of both."""
    columns = (
        "city_id, id_number, id_masked, id_index, person_fingerprint, id_form, name, birth, number, kind,"
        " occupation, level, issued_on, issued_year, source"
    )
    known, held = everybody[1::KNOWN_AMONG], 0
    with connection.cursor() as cursor, cursor.copy(f"copy known_certificate ({columns}) from stdin") as copy:
        for at, person in enumerate(known):
            level = 2 if at % HELD_AMONG == 0 else 4
            held += level == 2
            copy.write_row(_certificate(cast, ring, person, at, level))
    return len(known), held


def _certificate(cast: Cast, ring: Keyring, person: Person, at: int, level: int) -> tuple[object, ...]:
    index = ring.index(person.id_number)
    birth = f"{person.id_number[6:10]}-{person.id_number[10:12]}"
    return (
        cast.city, ring.seal(person.id_number), mask(person.id_number), index, ring.fingerprint(index), 18,
        person.name, birth, f"S00003700088816{level}{at:06d}", "level", OCCUPATION, level, "2016-06-01",
        2016, "bench",
    )  # fmt: skip
