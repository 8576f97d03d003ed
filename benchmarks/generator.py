"""Made-up people by the hundred thousand, always the same for the same seed: workbooks and filled tables.

A workbook's people are the samples' (webapp/sheets/samples.py): right check digits, nobody real. What fills
the tables is made by the server itself; its blind indexes are hashes of a counter and meet nobody.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Iterator
from datetime import date

import psycopg
import xlsxwriter

from benchmarks.cast import Cast
from tenants.sealing import Keyring
from webapp.sheets.checking.layouts import ANNEX_2, TITLES
from webapp.sheets.samples import HEADER_ROW, UNIT, Person, people

OCCUPATION, LEVEL = "焊工", "技师"
KNOWN_AMONG = 50  # one person in so many holds a certificate that the city knows
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


# Twelve states, the months of two years, the units: spread by co-prime steps, so no two run together.
APPLICATIONS = """
insert into application (
  tenant_id, district_id, city_id, public_id, programme_year, state, version, name, name_pinyin, sex, birth,
  unit_name, id_type, id_number, id_index, id_fingerprint, id_masked, work_start, education, occupation,
  experience_months, current_level, certificate_date, certificate_number, phone, phone_index, phone_masked,
  target_occupation, target_level, eligibility, reference_date, policy_version, warnings, created_at,
  updated_at)
select t.id, t.district_id, t.city_id, 'JLL-' || y || '-' || upper(substr(md5(n::text), 1, 5)) || '-'
       || upper(lpad(to_hex(n), 7, '0')), y,
       s, 1, family || given, family_pinyin || ' ' || given_pinyin,
       case when n % 2 = 0 then '女' else '男' end,
       (1970 + n % 22) || '-' || lpad((1 + n % 12)::text, 2, '0'), t.name, 'resident',
       '\\x623100'::bytea || h || substr(h, 1, 14), h,
       ('x' || encode(substr(h, 1, 8), 'hex'))::bit(64)::bigint,
       '371102********' || lpad((n % 10000)::text, 4, '0'), (1990 + n % 22) || '-07',
       (array['高中', '中专', '技校', '大专', '本科'])[1 + n % 5], '焊工', 12 * (3 + n % 17), '高级工',
       '2016-06', 'S000037' || lpad((n % 400)::text, 6, '0')
       || '163' || lpad((n % 1000000)::text, 6, '0'), '\\x623100'::bytea || h || substr(h, 1, 8),
       sha256(h), '139****' || lpad((n % 10000)::text, 4, '0'), '焊工',
       (array['技师', '高级工', '高级技师'])[1 + n % 3],
       jsonb_build_object('level', '技师', 'eligible', true, 'clause', '三(一)2', 'routes', jsonb_build_array(
         jsonb_build_object('route', 'certificate', 'met', true, 'qualifies_on', '2021-06-01',
                            'shortfall_months', 0))),
       date '2022-05-20', '2022', '[]', at, at
from generate_series(%(first)s::bigint, %(last)s::bigint) n
cross join lateral (select sha256(('bench ' || n)::bytea) as h,
  (array['张','王','李','赵','刘','陈','杨','黄','周','吴','徐','孙'])[1 + n % 12] as family,
  (array['zhang','wang','li','zhao','liu','chen','yang','huang','zhou','wu','xu','sun'])[1 + n % 12]
    as family_pinyin,
  (array['伟','敏','静','磊','军','洋','勇'])[1 + n / 12 % 7] as given,
  (array['wei','min','jing','lei','jun','yang','yong'])[1 + n / 12 % 7] as given_pinyin,
  (array['submitted','unit_approved','accepted','enrolled','in_training','examined','certified','closed',
         'returned','rejected','withdrawn','draft'])[1 + n / 7 % 12] as s,
  timestamptz '2026-11-20 12:00+08' - (n * 7919 % 525600) * interval '1 minute' as at,
  case when n * 7919 % 525600 < 465120 then 2026 else 2025 end as y) made
join lateral (select * from bench_unit u where u.number = n % %(units)s) t on true
"""
CERTIFICATES = """
insert into known_certificate (city_id, id_index, id_fingerprint, number, occupation, level, issued_on,
                               issuer, source)
select %(city)s, h, ('x' || encode(substr(h, 1, 8), 'hex'))::bit(64)::bigint,
       'S000037' || lpad((n % 400)::text, 6, '0') || '163' || lpad(n::text, 7, '0'), '焊工', 3,
       date '2016-06-01', '日照市技师学院', 'bench'
from generate_series(1, %(rows)s::bigint) n, lateral (select sha256(('known ' || n)::bytea) as h) made
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


def fill(connection: psycopg.Connection, cast: Cast, applications: int, certificates: int) -> None:
    """Fill the tables, durably: indexes are made afterwards, the figures by one count; then ANALYZE."""
    connection.execute("set session_replication_role = replica")  # no triggers: the figures are counted once
    connection.execute("set maintenance_work_mem = '1GB'")
    connection.execute(
        "set synchronous_commit = off"
    )  # of this session only; the checkpoint below makes it safe
    with _without_indexes(connection, ("application", "known_certificate", "application_move")):
        _units(connection, cast)
        _fill_applications(connection, applications)
        connection.execute(_bound(CERTIFICATES), {"city": cast.city, "rows": certificates})
        connection.execute(MOVES)
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


def _fill_applications(connection: psycopg.Connection, rows: int) -> None:
    units = connection.execute("select count(*) from bench_unit").fetchone()
    values = {"first": 1, "last": rows, "units": units[0] if units else 0}
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


def know_some(connection: psycopg.Connection, cast: Cast, keyring: Keyring, everybody: list[Person]) -> int:
    """Enter a certificate for every fiftieth person of a list, so that the look-up finds what it must."""
    known = everybody[::KNOWN_AMONG]
    statement = (
        "copy known_certificate (city_id, id_index, id_fingerprint, number, occupation, level, issued_on,"
        " source) from stdin"
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in _certificates(cast, keyring, known):
            copy.write_row(row)
    return len(known)


def _certificates(cast: Cast, keyring: Keyring, known: list[Person]) -> Iterator[tuple[object, ...]]:
    for person in known:
        index = keyring.index(person.id_number)
        yield (cast.city, index, keyring.fingerprint(index), person.certificate_number, OCCUPATION, 3,
               date(2016, 6, 1), "bench")  # fmt: skip
