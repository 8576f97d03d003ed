"""Two rosters to try the checker with: a clean one and a messy one with many of the cases of spec 2.2.

Every person is made up: names from a short list, ID numbers generated with their right check digit.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from webapp.people.identity import check_digit
from webapp.policy.levels import LEVELS, digit_of_level
from webapp.policy.spans import add_months
from webapp.sheets.checking.layouts import ANNEX_2, TITLES
from webapp.sheets.options import today

UNIT = "日照海岳轧钢有限公司"
HEADER_ROW = 5
_SURNAMES = "张王李赵刘陈杨黄周吴徐孙马朱胡郭何郑梁宋"
_GIVEN = ("伟", "敏", "静", "磊", "军", "洋", "勇", "艳", "杰", "涛", "明", "超", "霞", "平", "刚", "英")
_SCHOOLING = ("高中", "中专", "技校", "大专", "本科")
_AREAS = ("371102", "371103", "371121", "371122", "370202", "320311")


@dataclass(slots=True)
class Person:
    """A made-up person's row of Annex 2, as text cells."""

    name: str
    sex: str
    unit: str
    birth: str
    id_number: str
    work_start: str
    education: str
    occupation: str
    experience_months: object
    certificate_date: object
    certificate_number: object
    phone: object

    def cells(self, serial: object) -> list[object]:
        """The thirteen cells of the row, in the Annex's order."""
        return [serial if field == "serial" else getattr(self, field) for field in ANNEX_2]


def id_number(random_: random.Random, born: date, sex: str) -> str:
    """An ID number with the right check digit for somebody who doesn't exist."""
    order = random_.randrange(1, 500) * 2 - (sex == "男")
    # A number that ends in 000 is one of the cases; the samples' ordinary people have none.
    first = f"{random_.choice(_AREAS)}{born:%Y%m%d}{order:03d}"
    return first + check_digit(first)


def people(
    count: int, *, seed: int = 7, unit: str = UNIT, occupation: str = "焊工", level: str = "技师"
) -> list[Person]:
    """So many people who all meet the certificate route to `level` in 2022 and later, without one fault."""
    random_ = random.Random(seed)  # noqa: S311 - made-up people, no secret
    digit = digit_of_level(LEVELS[LEVELS.index(level) - 1])
    return [_person(random_, index, unit, occupation, digit) for index in range(count)]


def _person(random_: random.Random, index: int, unit: str, occupation: str, digit: str) -> Person:
    sex = random_.choice("男女")
    born = date(random_.randrange(1970, 1992), random_.randrange(1, 13), random_.randrange(1, 28))
    began = born.year + random_.randrange(18, 23)
    years = min(20, 2022 - began - 1)
    return Person(
        name=random_.choice(_SURNAMES) + random_.choice(_GIVEN) + random_.choice(("", "国", "华")),
        sex=sex,
        unit=unit,
        birth=f"{born:%Y.%m}",
        id_number=id_number(random_, born, sex),
        work_start=f"{began}.07",
        education=random_.choice(_SCHOOLING),
        occupation=occupation,
        experience_months=str(years),
        certificate_date="2016.06",
        certificate_number=f"S000037{random_.randrange(1, 400):06d}16{digit}{index + 1:06d}",
        phone=f"1{random_.choice((38, 39, 58, 76, 86))}{random_.randrange(10**8):08d}",
    )


def _sheet(
    unit: str, occupation: str, level: str, header_row: int = HEADER_ROW
) -> tuple[Workbook, Worksheet]:
    """A workbook with the Annex's title, heading lines and header."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "汇总表"
    sheet["A1"] = "日照市“金蓝领”项目培训报名人员汇总表"
    sheet["A1"].font = Font(size=16, bold=True)
    sheet.merge_cells("A1:M1")
    sheet["A2"] = f"填报单位（盖章）：{unit}"
    sheet["A3"] = f"（培训工种：{occupation}   级别：{level}）"
    sheet["M4"] = "2022 年 5 月 10 日"
    for column, field in enumerate(ANNEX_2, start=1):
        sheet.cell(header_row, column, TITLES[field]).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(header_row, column).column_letter].width = 12
    return book, sheet


def _put(sheet: Worksheet, row: int, cells: list[object]) -> None:
    for column, value in enumerate(cells, start=1):
        cell = sheet.cell(row, column, value)
        if isinstance(value, str):
            cell.number_format = "@"


def _bytes(book: Workbook) -> bytes:
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def clean_roster(
    count: int = 30, *, seed: int = 7, unit: str = UNIT, occupation: str = "焊工", level: str = "技师"
) -> bytes:
    """An .xlsx in which every row is accepted; the header stands in row 5."""
    book, sheet = _sheet(unit, occupation, level)
    for index, person in enumerate(people(count, seed=seed, unit=unit, occupation=occupation, level=level)):
        _put(sheet, HEADER_ROW + 1 + index, person.cells(index + 1))
    return _bytes(book)


def _precision_lost(person: Person) -> None:
    person.id_number = float(person.id_number[:15] + "000")  # type: ignore[assignment]


def _lower_x(person: Person) -> None:
    first = person.id_number[:14]
    order = next(n for n in range(1, 999, 2) if check_digit(f"{first}{n:03d}") == "X")
    person.id_number, person.sex = f"{first}{order:03d}x", "男"


def _wrong_check(person: Person) -> None:
    last = person.id_number[-1]
    person.id_number = person.id_number[:-1] + ("1" if last != "1" else "2")


def _fifteen(person: Person) -> None:
    person.id_number = person.id_number[:6] + person.id_number[8:17]


def _other_sex(person: Person) -> None:
    person.sex = "女" if person.sex == "男" else "男"


def _lost_zero(person: Person) -> None:
    first = person.id_number[:6] + "19871006" + person.id_number[14:17]
    person.id_number = first + check_digit(first)
    person.birth, person.work_start = 1987.1, "2008.07"  # type: ignore[assignment]
    person.experience_months = "9"


def _set(**values: object) -> Callable[[Person], None]:
    def change(person: Person) -> None:
        for name, value in values.items():
            setattr(person, name, value)

    return change


def _spaced(person: Person) -> None:
    person.name = f"{person.name[0]} {person.name[1:]}"


def _dashed(person: Person) -> None:
    number = str(person.certificate_number)
    person.certificate_number = f"证书编号：{number[:7]}-{number[7:13]}-{number[13:]}"


# What is wrong with a row, and the code that the checker must answer; None leaves the row as it is.
MESSY: tuple[tuple[str | None, Callable[[Person], None] | None], ...] = (
    (None, None),
    (None, None),
    ("id_precision_lost", _precision_lost),
    ("date_ambiguous", _lost_zero),
    ("not_eligible", None),
    ("name_spaces", _spaced),
    ("years_as_year", _set(experience_months=2013)),
    ("id_normalised", _lower_x),
    ("id_checksum", _wrong_check),
    ("id_15_digits", _fifteen),
    ("sex_mismatch", _other_sex),
    ("certificate_normalised", _dashed),
    ("unit_ditto", _set(unit="同上")),
    ("unit_mismatch", _set(unit="日照滨城能源有限公司")),
    ("unknown_word", _set(education="研究僧")),
    ("certificate_unknown_shape", _set(certificate_number="鲁技12345")),
    ("date_impossible", _set(certificate_date="2019.6.31")),
    ("phone_normalised", _set(phone="6332910098")),
    ("formula_without_value", _set(phone="=A1")),
    (
        "experience_unattested",
        _set(experience_months="15年", work_start="2005.07", certificate_date="无", certificate_number="无"),
    ),
)


def _too_soon(person: Person, as_of: date) -> None:
    """A certificate of half a year ago and seven years of work: neither route is met on the day."""
    issued = add_months(as_of, -6)
    person.certificate_date = issued.isoformat()
    person.certificate_number = f"S000037000294{issued:%y}3126615"
    person.experience_months, person.work_start = "7", f"{as_of.year - 8}.07"


def messy_people(as_of: date, *, seed: int = 11, unit: str = UNIT, occupation: str = "焊工") -> list[Person]:
    """The people of the messy roster, one for each entry of MESSY."""
    everybody = people(len(MESSY), seed=seed, unit=unit, occupation=occupation)
    for person, (code, change) in zip(everybody, MESSY, strict=True):
        if change is not None:
            change(person)
        if code == "not_eligible":
            _too_soon(person, as_of)
    return everybody


def messy_roster(
    as_of: date | None = None,
    *,
    seed: int = 11,
    unit: str = UNIT,
    occupation: str = "焊工",
    level: str = "技师",
) -> bytes:
    """An .xlsx to be checked on `as_of` (default: today) with the faults of MESSY in order from row 7,
    then a blank row, a pair of equal rows, two rows of one person that differ, two holders of one
    certificate, and a foot line; row 8 is hidden and the column 备注 is no column of Annex 2. The header
    stands in row 6."""
    book, sheet = _sheet(unit, occupation, level, header_row=6)
    sheet.cell(6, len(ANNEX_2) + 1, "备注")
    row = 6
    for person in messy_people(as_of or today(), seed=seed, unit=unit, occupation=occupation):
        row += 1
        _put(sheet, row, person.cells(row - 6))
    sheet.row_dimensions[8].hidden = True
    row += 1
    twin, double, holder, other = people(4, seed=seed + 1, unit=unit, occupation=occupation)
    other.certificate_number = holder.certificate_number
    pairs = [twin.cells(0), twin.cells(0), double.cells(0), double.cells(0), holder.cells(0), other.cells(0)]
    pairs[3][ANNEX_2.index("phone")] = "13800000001"
    for index, cells in enumerate(pairs):
        row += 1
        _put(sheet, row, [len(MESSY) + 1 + index, *cells[1:]])
    sheet.cell(row + 1, 1, f"合计：{row - 7} 人")
    return _bytes(book)
