"""Clause 三(三)3: 二寸近期蓝色背景电子照片（以姓名+单位方式命名，大小不低于2M）: size, ratio, blue, names."""

from __future__ import annotations

import pytest

from webapp.photos.matching import Found, People, Person
from webapp.photos.rules import Outcome, in_words, judge_picture, judge_size
from webapp.policy.load import policy_for

PHOTO = policy_for(2022).photo
STEEL = ("日照海岳钢铁集团有限公司", "海岳钢铁")


@pytest.mark.parametrize(
    ("size", "code"),
    [
        (1_999_999, "too_small"),
        (2_000_000, None),
        (2_000_001, None),
        (20_000_000, None),
        (20_000_001, "too_large"),
    ],
)
def test_clause_3_3_3_not_below_two_million_bytes_nor_above_the_cap(size: int, code: str | None) -> None:
    verdict = judge_size(size, PHOTO)
    assert (verdict and verdict.code) == code
    if verdict:
        assert (verdict.outcome, verdict.clause) == (Outcome.REFUSED, "三(三)3")
        assert verdict.params["size"] == in_words(size)


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 KB"), (345_678, "345.67 KB"), (1_999_999, "1.999999 MB"),
     (2_000_000, "2 MB"), (2_310_000, "2.31 MB"), (999_999, "999.999 KB")],
)  # fmt: skip
def test_a_size_is_never_rounded_up(size: int, words: str) -> None:
    assert in_words(size) == words


def codes(width: int, height: int, blue: int = 100) -> list[tuple[str, str]]:
    return [(one.code, one.outcome.value) for one in judge_picture(width, height, blue, PHOTO)]


def test_clause_3_3_3_upright_near_two_inches() -> None:
    assert codes(413, 579) == codes(413, 626) == codes(600, 800) == []
    assert codes(1600, 1200) == codes(1000, 1000) == [("landscape", "refused")]
    assert codes(500, 1000) == codes(900, 1000) == [("ratio", "warned")]
    assert codes(640, 1000) == codes(800, 1000) == []
    assert codes(639, 1000) == codes(801, 1000) == [("ratio", "warned")]


def test_clause_3_3_3_not_blue_is_a_warning() -> None:
    assert codes(413, 579, 60) == []
    assert codes(413, 579, 59) == [("not_blue", "warned")]


def people(*names: str, units: tuple[str, ...] = STEEL) -> People:
    return People(Person(number, name, units) for number, name in enumerate(names, 1))


@pytest.mark.parametrize(
    "name",
    ["王小明日照海岳钢铁集团有限公司.jpg", "王小明+日照海岳钢铁集团有限公司.JPG", "王小明 海岳钢铁.png",
     "照片/王小明＋海岳钢铁（1）.jpeg", "王小明-海岳钢铁 - 副本.jpg", "王　小明_海岳钢铁集团.jpg",
     "王小明日照海岳钢铁集团有限公司"],
)  # fmt: skip
def test_clause_3_3_3_name_and_unit_tell_whose_photo_it_is(name: str) -> None:
    assert people("王小", "王小明", "李四").whose(name) == Found("exact", (2,))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("王小明.jpg", Found("likely", (1,))),
        ("王小明望潮港务.jpg", Found("likely", (1,))),
        ("海岳钢铁王小明.jpg", Found("likely", (1,))),
        ("012王小明.jpg", Found("likely", (1,))),
        ("IMG_2034.jpg", Found("nobody")),
        ("赵六海岳钢铁.jpg", Found("nobody")),
        (".jpg", Found("nobody")),
    ],
)
def test_clause_3_3_3_any_other_name_is_asked(name: str, found: Found) -> None:
    assert people("王小明", "李四").whose(name) == found


def test_clause_3_3_3_namesakes_are_asked() -> None:
    assert people("王伟", "李四", "王伟").whose("王伟海岳钢铁.jpg") == Found("several", (1, 3))


def test_whoever_is_named_longest_is_meant() -> None:
    found = People([Person(1, "欧阳", ("海岳钢铁",)), Person(2, "欧阳海", ("海岳钢铁", "岳钢铁"))])
    assert found.whose("欧阳海岳钢铁.jpg") == Found("exact", (2,))
    assert People([]).whose("谁.jpg") == Found("nobody")
