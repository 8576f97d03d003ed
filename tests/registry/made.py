"""Made-up lists of certificates, as csv or as a workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

HEADER = ("姓名", "身份证号", "职业名称", "等级", "证书编号", "发证日期", "评价机构")
DAY, ISSUER = "2019-06-01", "日照市技师学院"


def line(name: str, number: str, written: str, *, occupation: str = "焊工", level: str = "技师") -> list[str]:
    """One line of a list."""
    return [name, number, occupation, level, written, DAY, ISSUER]


def as_csv(lines: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> bytes:
    return "\n".join(",".join(one) for one in (header, *lines)).encode()


def as_workbook(sheets: dict[str, Sequence[Sequence[Any]]]) -> bytes:
    """Sheets by name, each with its rows, the header among them."""
    book, out = Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(out)
    return out.getvalue()


def written(serial: int, level: int = 2) -> str:
    """A certificate's number of one issuer and year."""
    return f"S0000371102151{19}{level}{serial:06d}"
