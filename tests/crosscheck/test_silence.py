"""Silence (1.7, 4.1): a tenant reads the verdict's sentence and nothing else of what others know.

A thousand probes: a clerk types, keeps, uploads and hands in people of whom one half is known elsewhere – in
another district, in several units, in the registry – and the other half to nobody. Statuses, headers and
bytes are the same but for what is the person's own; handed in, but for the permitted verdict.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from itertools import count

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from openpyxl import load_workbook
from werkzeug.http import parse_cookie
from werkzeug.test import TestResponse

from tenants.models import public_id
from tests.conftest import KEYS
from tests.crosscheck.made import Check, somebody
from tests.crosscheck.policies import policy
from tests.entering.conftest import Desk, a_form
from tests.rosters.conftest import Clerk, do_jobs
from webapp.crosscheck.rules import TOLD
from webapp.people.identity import check_digit, mask
from webapp.sheets.checking.layouts import ANNEX_2
from webapp.sheets.samples import HEADER_ROW, clean_roster

PORT = "日照望潮港务有限公司"
TYPED, KEPT, LISTED, HANDED = 170, 80, 100, 150  # pairs: a thousand probes
ORDERS = count(1)
WORDS = [f"{a}{b}" for a in "安邦诚达恩方光海嘉宁平清荣尚泰" for b in "和华嘉康乐明宁平瑞顺泰文祥远志"]
READER = Flask("reader", static_folder=None)
READER.secret_key = KEYS["JINLANLING_SECRET_KEY"]
SERIALIZER = SecureCookieSessionInterface().get_signing_serializer(READER)
# What differs from one answer to the next whoever is asked about.
OWN = (
    (re.compile(r"JLL-\d{4}-\w{5}-\w{5}"), "NUMBER"),
    (re.compile(r'(name="(?:csrf_token|key)" value=")[^"]+'), r"\1TOKEN"),
    (re.compile(r'(<meta name="csrf-token" content=")[^"]+'), r"\1TOKEN"),
    (re.compile(r"(drafts/)[\w-]{10,}"), r"\1KEY"),
    (re.compile(r"^[0-9a-f]{32}$"), "REQUEST"),
    (re.compile(r"\d{2}:\d{2}(?::\d{2})?"), "TIME"),
)


Plain = tuple[int, list[tuple[str, str]], str]


@dataclass(frozen=True)
class Twin:
    """Two people alike but for their numbers: `known` elsewhere, the `other` to nobody."""

    known: str
    other: str
    name: str

    def form(self, number: str, **changed: str) -> dict[str, str]:
        order = int(number[3:6] + number[14:17])
        return a_form(
            order % 99_999, id_number=number, name=self.name, birth="1986-04",
            sex="男", phone=phone_of(number),
            # By the years alone: a certificate's number would be one of the two people's.
            current_level="无", certificate_date="", certificate_number="", work_start="2004-07",
            experience_months="20年", **changed,
        )  # fmt: skip


def phone_of(number: str) -> str:
    return "138" + number[2:6] + number[13:17]


@dataclass
class Prober:
    """A clerk with a form open, whose page they send again and again under another key."""

    desk: Desk
    opened: dict[str, str]

    def send(self, fields: dict[str, str], **headers: str) -> TestResponse:
        given = self.opened | {"key": public_id()} | fields
        return self.desk.client.post("/applications/new", data=given, headers=headers)


def prober_of(ledger: Check, who: str) -> Prober:
    desk = Desk(ledger.cast.sign_in(ledger.app.test_client(), who))
    return Prober(desk, desk.opened())


def twins(number: int, known: Callable[[str, str], None]) -> Iterator[Twin]:
    """So many of them; `known` makes the first of each known elsewhere."""
    for _ in range(number):
        order = next(ORDERS)
        name = "欧阳司徒上官诸葛东方"[order // 200 % 5 * 2 :][:2] + WORDS[order % 200]
        first = next(one for one in iter(somebody, "") if int(one[16]) % 2)
        others = "".join(str((int(digit) + 5) % 10) for digit in first[14:16])  # more than a slip apart
        body = first[:14] + others + first[16]
        known(first, name)
        yield Twin(first, body + check_digit(body), name)


def plain(answer: TestResponse, number: str) -> Plain:
    """Status, headers and body, without what is the person's own or drawn anew for each answer."""
    body = answer.get_data(as_text=True)
    phone = phone_of(number)
    masked = f"{phone[:3]}****{phone[-4:]}"
    for own, word in ((number, "PERSON"), (mask(number), "PERSON"), (phone, "PHONE"), (masked, "PHONE")):
        body = body.replace(own, word)
    headers = [(key, value) for key, value in answer.headers if key not in ("Content-Length", "Set-Cookie")]
    headers += [("Set-Cookie", said_by(value)) for value in answer.headers.getlist("Set-Cookie")]
    for pattern, word in OWN:
        body = pattern.sub(word, body)
        headers = [(key, pattern.sub(word, value)) for key, value in headers]
    return answer.status_code, sorted(headers), body


def apart(one: Plain, other: Plain) -> list[str]:
    """The lines in which two answers differ."""
    texts = [f"{status}\n{headers}\n{body}".splitlines() for status, headers, body in (one, other)]
    return [line for line in unified_diff(*texts, n=0, lineterm="") if line[:3] not in ("---", "+++")]


def said_by(cookie: str) -> str:
    """What a cookie says to whoever opens it: it is signed, not sealed."""
    kept = parse_cookie(cookie.partition(";")[0])
    opened = SERIALIZER.loads(next(iter(kept.values())))
    return str(sorted((key, value) for key, value in opened.items() if key == "_flashes"))


@pytest.fixture
def probing(ledger: Check) -> Iterator[Prober]:
    """The clerk of the port, without the quotas that would stop the test at its third hundred."""
    with policy(
        ledger, crosscheck_clerk_people=100_000, crosscheck_unit_held=100_000, crosscheck_suspected="off"
    ):
        yield prober_of(ledger, "port.org_clerk")


def elsewhere(ledger: Check) -> Callable[[str, str], None]:
    """Makes people known in turn: to one unit, to two, in the registry, to one that is through with them."""
    turns = count()

    def known(number: str, name: str) -> None:
        match next(turns) % 4:
            case 0:
                ledger.apply("steel", number, name=name, checked=False)
            case 1:
                ledger.apply("steel", number, name=name, checked=False)
                ledger.apply("school", number, name=name, checked=False)
            case 2:
                ledger.known(number, 2, name=name, occupation="焊工")
            case _:
                ledger.apply("school", number, name=name, checked=False, state="accepted")

    return known


def test_typing_tells_nothing(ledger: Check, probing: Prober) -> None:
    for twin in twins(TYPED, elsewhere(ledger)):
        answers = [
            plain(probing.send(twin.form(number, _check="id_number"), **{"HX-Request": "true"}), number)
            for number in (twin.known, twin.other)
        ]
        assert apart(*answers) == []
        assert answers[0][0] == 200


def test_keeping_tells_nothing(ledger: Check, probing: Prober) -> None:
    for twin in twins(KEPT, elsewhere(ledger)):
        answers, pages = [], []
        for number in (twin.known, twin.other):
            answer = probing.send(twin.form(number))
            answers.append(plain(answer, number))
            pages.append(plain(probing.desk.client.get(answer.location), number))
        assert apart(*answers) == apart(*pages) == []


def test_a_rosters_preview_tells_nothing(ledger: Check, probing: Prober) -> None:
    pairs = list(twins(LISTED, elsewhere(ledger)))
    client = probing.desk.client
    clerk = Clerk(client, ledger.app)
    pages = []
    for numbers in ([one.known for one in pairs], [one.other for one in pairs]):
        address = clerk.send(a_roster(pairs, numbers), "附件2.xlsx")
        do_jobs(ledger.app)
        shown = [
            client.get(f"{address}{more}")
            for more in ("", "?view=all", *(f"/rows/{HEADER_ROW + 1 + at}" for at in range(0, LISTED, 5)))
        ]
        assert shown[0].status_code == 200
        assert "将导入 100 人" in shown[0].get_data(as_text=True)
        pages.append([of_roster(answer, address, numbers) for answer in shown])
    assert [apart(*pair) for pair in zip(*pages, strict=True)] == [[]] * len(pages[0])


def a_roster(pairs: list[Twin], numbers: list[str]) -> bytes:
    """A list without a fault, of these people with these numbers."""
    book = load_workbook(io.BytesIO(clean_roster(LISTED, unit=PORT)))
    sheet = book.worksheets[0]
    for at, (twin, number) in enumerate(zip(pairs, numbers, strict=True)):
        values = {"name": twin.name, "id_number": number, "birth": "1986.04",
                  "sex": "男" if int(number[16]) % 2 else "女"}  # fmt: skip
        for field, value in values.items():
            sheet.cell(HEADER_ROW + 1 + at, ANNEX_2.index(field) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def of_roster(answer: TestResponse, address: str, numbers: list[str]) -> Plain:
    status, headers, body = plain(answer, numbers[0])
    for number in numbers:
        body = body.replace(number, "PERSON").replace(mask(number), "PERSON")
    own = address.rpartition("/")[2]
    return (
        status,
        [(key, value.replace(own, "ROSTER")) for key, value in headers],
        body.replace(own, "ROSTER"),
    )


VERDICT = re.compile(r'<section class="jl-card" id="crosscheck".*?</section>', re.S)


def test_handed_in_only_the_permitted_verdict_differs(ledger: Check, probing: Prober) -> None:
    pages: dict[str, list[Plain]] = {"known": [], "other": []}
    answers: list[Plain] = []
    for twin in twins(HANDED, elsewhere(ledger)):
        for whose, number in (("known", twin.known), ("other", twin.other)):
            answer = probing.send(twin.form(number, _do="submit"))
            assert answer.status_code == 303, answer.text
            answers.append(plain(answer, number))
            status, headers, body = plain(probing.desk.client.get(answer.location), number)
            assert len([words for words in TOLD.values() if words in body]) == (whose == "known")
            pages[whose].append((status, headers, VERDICT.sub("", body.replace(twin.name, "NAME"))))
    # Handing in answers with the same bytes; there is one page for whoever is known, wherever and to however
    # many, and one for whoever isn't.
    for alike in (answers, *pages.values()):
        assert [lines for one in alike if (lines := apart(alike[0], one))] == []
    differing = apart(pages["known"][0], pages["other"][0])
    said = {word for line in differing if line[0] == "-" for word in words(line)}
    assert said - {word for line in differing if line[0] == "+" for word in words(line)} == PERMITTED


# What a held application's page says that another's doesn't: its state, the check's, the move, the version
# (the sentence of the verdict was looked at above).
PERMITTED = {
    "查重待核",
    "已转上级核查",
    "转上级查重核查",
    "（待处理）",
    "查重　依据政策 VERSION",
    "待上级查重核查",
    "value=2",
    "DAY",
}


def words(line: str) -> list[str]:
    """What a line of a page shows, and what its form would send."""
    shown = re.sub(r'.*name="version".*value="(\d+)".*', r"value=\1", line[1:])
    shown = re.sub(r"政策 [\d.]+", "政策 VERSION", re.sub(r"\d{2}-\d{2} TIME", "DAY", shown))
    return [part.strip() for part in re.split(r"<[^>]*>", shown) if part.strip()]
