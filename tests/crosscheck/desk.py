"""A bureau's desk: its officer signed in, the cases as their pages offer them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.crosscheck.made import Check, somebody
from tests.signing_in import csrf_of
from webapp.crosscheck.models import Case

VERSION = re.compile(r'name="at_version"[^>]*value="(\d+)"')
CITY, DISTRICT = "city.city_filing", "donggang.district_reviewer"


@dataclass
class Desk:
    """Somebody's desk."""

    ledger: Check
    client: FlaskClient
    name: str

    def page(self, case: Case) -> str:
        answer = self.client.get(f"/crosscheck/cases/{case.public_id}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, case: Case, verb: str, version: int | None = None, **fields: Any) -> TestResponse:
        """A form of the case's page, as it is now or as it was in `version`."""
        form = {"csrf_token": csrf_of(self.client, "/crosscheck"), **fields}
        now = self.ledger.rows(Case, Case.id == case.id)[0].version
        form["at_version"] = str(now if version is None else version)
        address = f"/crosscheck/cases/{case.public_id}/{verb}"
        return self.client.post(address, data=form, content_type="multipart/form-data")

    def decide(self, case: Case, verdict: str, ground: str, *fates: str, **more: Any) -> TestResponse:
        """A verdict; `fates` of the applications in the order of the page."""
        given = {f"fate_{at}": fate for at, fate in enumerate(fates)}
        opinion = more.pop("opinion", "已核对原件。")
        return self.post(case, "decision", verdict=verdict, ground=ground, opinion=opinion, **given, **more)


def desk_of(ledger: Check, who: str) -> Desk:
    return Desk(ledger, ledger.cast.sign_in(ledger.app.test_client(), who), who)


def a_double(ledger: Check, first: str = "steel", second: str = "port") -> tuple[str, str, Case]:
    """One person entered by two units: the numbers of both applications, and the case."""
    number = somebody()
    one, other = ledger.apply(first, number), ledger.apply(second, number)
    return one, other, ledger.case(one, other)


def again(ledger: Check, case: Case) -> Case:
    """The case as it is now."""
    (found,) = ledger.rows(Case, Case.id == case.id)
    return found
