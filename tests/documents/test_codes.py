"""The code in the corner: read back from a picture of the page at 150 dpi, turned, noisy, or as a JPEG."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image, ImageChops

from tests.documents.made import CODE, MARK, jpeg, one, picture_of
from webapp.documents.codes import Code, keyed_part, read_code


def read(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return picture_of(one(code=CODE, photo=jpeg(), mark=MARK))


def test_it_is_read_from_the_page(page: Image.Image) -> None:
    assert read(page) == [CODE.text]


@pytest.mark.parametrize("degrees", [1, 3, 5, 90, 180, 273])
def test_it_is_read_from_a_page_that_lay_askew(page: Image.Image, degrees: int) -> None:
    assert read(page.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)) == [
        CODE.text
    ]


@pytest.mark.parametrize("strength", [10, 25, 40])
def test_it_is_read_through_noise(page: Image.Image, strength: int) -> None:
    noise = Image.effect_noise(page.size, strength)
    noisy = ImageChops.add(page, noise, offset=-128)
    assert read(noisy) == [CODE.text]


def test_it_is_read_from_a_bad_jpeg(page: Image.Image) -> None:
    target = io.BytesIO()
    page.save(target, "JPEG", quality=20)
    assert read(Image.open(target)) == [CODE.text]


@pytest.mark.parametrize(
    "text",
    ["", "https://example.org", "JLL1:JLL-2022-ABCDE-FGHJK:3", "JLL3:JLL-2022-ABCDE-FGHJK:3:23456789AB",
     "JLL1:JLL-2022-ABCDE-FGHJK:x:23456789AB", "JLL1:JLL-2022-ABCDE-FGHJK:9999999999:23456789AB",
     "JLL1:' or 1=1 --:3:23456789AB"],
)  # fmt: skip
def test_what_is_not_ours_is_no_code(text: str) -> None:
    assert read_code(text) is None


def test_a_code_says_what_was_written_into_it() -> None:
    assert read_code(CODE.text) == CODE
    assert read_code(f" {CODE.text}\n") == CODE
    assert read_code(Code("JLL2", "HZB-2022-ABCDE-FGHJK", 12, "ZZZZZZZZZZ").text) is not None


def test_the_keyed_part_is_ten_signs() -> None:
    assert len(keyed_part(bytes(range(32)))) == 10
    assert keyed_part(b"a" * 32) != keyed_part(b"b" * 32)
