"""Made-up people by the million, as a table of the server's: names as common as they are in China, numbers
with right check digits, sealed and indexed as the product does.

One person in a thousand has a number that is a slip away from the one before; nobody is real.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from multiprocessing import get_context
from typing import Any

import psycopg

from tenants.sealing import Keyring
from webapp.people.identity import check_digit
from webapp.people.pinyin import name_pinyin

SLIP = 1000  # one person in so many
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
FIRST = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂文辉力玉红建国华志海永春梅兰林波宁晓小佳雪东成鹏飞浩宇子嘉思雨"
    "欣怡梓涵俊翔天泽"
)
SECOND = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超英霞平刚兰文辉珍玲红华民生云峰波宁光龙凤香莲荣斌鑫亮琴燕萍鹏飞浩宇轩豪瑶琪"
    "妍彤婷媛晨阳旭东升"
)
DAYS = 8030  # births from 1970 to 1991
TABLE = """
create unlogged table if not exists bench_person (
  n int primary key, name text, name_pinyin text, birth text, id_number bytea, id_masked text, id_index bytea)
"""
COPY = "copy bench_person (n, name, name_pinyin, birth, id_number, id_masked, id_index) from stdin"
AT_A_TIME = 50_000
_ring: Keyring


def add_people(connection: psycopg.Connection, ring: Keyring, number: int) -> None:
    """Fill `bench_person` with so many people, on both processors."""
    connection.execute(TABLE)
    parts = [(first, min(first + AT_A_TIME, number + 1)) for first in range(1, number + 1, AT_A_TIME)]
    with (
        get_context("fork").Pool(2, _hold, (ring,)) as pool,
        connection.cursor() as cursor,
        cursor.copy(COPY) as copy,
    ):
        for rows in pool.imap(_some, parts):
            for row in rows:
                copy.write_row(row)
    connection.execute("analyze bench_person")


def _hold(ring: Keyring) -> None:
    """Of a process: the keys that it seals with."""
    global _ring
    _ring = ring


def _some(part: tuple[int, int]) -> list[tuple[Any, ...]]:
    return list(_rows(_ring, *part))


def _rows(ring: Keyring, first: int, end: int) -> Iterator[tuple[Any, ...]]:
    readings: dict[str, str] = {}
    for n in range(first, end):
        like = n - 1 if n % SLIP == 0 else n
        name, number = name_of(like), number_of(like)
        if like != n:
            number = _slipped(number)
        reading = readings.get(name) or readings.setdefault(name, name_pinyin(name))
        birth = f"{number[6:10]}-{number[10:12]}"
        masked = f"{number[:6]}********{number[14:]}"
        yield n, name, reading, birth, ring.seal(number), masked, ring.index(number)


def number_of(n: int) -> str:
    """The identity number of the nth person."""
    born = date(1970, 1, 1) + timedelta(n % DAYS)
    body = f"371102{born:%Y%m%d}{n // DAYS % 500:03d}"
    return body + check_digit(body)


def _slipped(number: str) -> str:
    body = number[:14] + str(int(number[14]) + 5) + number[15:17]  # of which nobody else is born that day
    return body + check_digit(body)


def name_of(n: int) -> str:
    """The nth person's name: common ones come as often as they do, most given names are rare."""
    drawn = n * 2_654_435_761 % (1 << 32)
    one, other = drawn % 65_536 / 65_536, drawn // 65_536 / 65_536
    surname = SURNAMES[int(len(SURNAMES) * one**1.75)]
    given = int(len(FIRST) * len(SECOND) * other**1.5)
    return surname + FIRST[given // len(SECOND)] + SECOND[given % len(SECOND)]
