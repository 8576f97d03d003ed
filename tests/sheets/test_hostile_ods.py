"""What only an OpenDocument file can hide (spec 4.6, case 60)."""

from __future__ import annotations

import zlib

import pytest

from tests.sheets.containers import (
    ONE_ROW,
    xlsx,
)
from tests.sheets.refusing import code, content, ods
from webapp.sheets.reading.reader import read_workbook


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<office:dde-source office:dde-application="cmd"/>', "dde"),
        ("<table:table-source/>", "external_links"),
        ('<table:table-row><table:table-cell table:formula="of:=\'file:///a.ods\'#A1"/></table:table-row>',
         "external_links"),
        ('<table:table-row><table:table-cell table:formula="of:=DDE(&quot;a|b&quot;)"/></table:table-row>',
         "dde"),
    ],
)  # fmt: skip
def test_an_ods_with_links_or_dde_is_refused(inside: str, expected: str) -> None:
    assert code(ods({"content.xml": content(inside)})) == expected


def test_an_ods_with_an_ole_object_is_refused() -> None:
    manifest = '<m media-type="application/vnd.sun.star.oleobject"/>'
    assert code(ods({"META-INF/manifest.xml": manifest})) == "embedded_object"


def test_inflation_goes_on_past_one_chunk() -> None:
    """A part whose stream ends exactly at a chunk's edge is whole, not cut short."""
    for size in ((1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20):
        body = zlib.compress(bytes(size))[:64].ljust(size, b"\1")
        assert read_workbook(xlsx(ONE_ROW, {"xl/media/a.png": body}), "x").format == "xlsx"
