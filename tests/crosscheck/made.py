"""Made-up people of the cross-check's tests: their applications and certificates, and the check itself."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, update

from tenants.db import db
from tenants.models import Tenant
from tenants.scope import Reach, Scope, acting_as
from tests.applicants_pages.made import apply
from tests.cast import Cast
from webapp.applicants.models import Application, Move
from webapp.crosscheck.checking import check
from webapp.crosscheck.models import Case, CaseEvent, Finding
from webapp.extensions import keyring
from webapp.people.certificate_numbers import kind_of
from webapp.people.identity import check_digit, mask, upgrade
from webapp.people.models import CoveredSeries, KnownCertificate
from webapp.policy.programme import programme_year

SYSTEM = "a test of the cross-check"
PEOPLE = count(1)
YEAR = programme_year()
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "安邦诚达恩方光海嘉宁"


def somebody(born: str = "19860412") -> str:
    """An identity number that nobody had yet, with a right check digit."""
    order = next(PEOPLE)
    first = f"3711{order // 500 % 90 + 10:02d}{born}{order % 500:03d}"
    return first + check_digit(first)


def slipped() -> tuple[str, str]:
    """A number, and one a digit off with a right check digit of its own."""
    number = somebody()
    body = number[:16] + str((int(number[16]) + 2) % 10)
    return number, body + check_digit(body)


def name_of(number: str) -> str:
    """A name that goes with the number, other than of those whose number is a slip away."""
    area, order = int(number[4:6]), int(number[14:17])
    second, third = GIVEN[order // 10 % 10], GIVEN[(order // 100 + area // 10) % 10]
    return SURNAMES[order % 10] + second + third + GIVEN[area % 10]


@dataclass
class Check:
    """The check on an application of the package, with its cast."""

    app: Flask
    cast: Cast

    @property
    def city(self) -> int:
        return self.cast.tenants["city"].id

    def apply(self, unit: str, number: str, *, checked: bool = True, **changed: Any) -> str:
        """An application of this year in a unit, as one comes in: who comes second is held. Answers its
        number."""
        name = changed.pop("name", name_of(number))
        values = {
            "programme_year": YEAR, "sole": True, "certificate_number": f"S000037110277193{next(PEOPLE):06d}",
            "phone_index": keyring_of(self.app).index(f"phone of {number}"),
        } | changed  # fmt: skip
        with self.app.app_context():
            taken = self.taken(number) and values.get("state", "submitted") == "submitted"
            made = apply(
                self.cast.tenants[unit], name, number,
                **values | ({"state": "held"} if taken else {}),
            )  # fmt: skip
        if checked:
            self.check([made])
        return made

    def taken(self, number: str) -> bool:
        with acting_as(Scope.of_system(SYSTEM, read_only=True)):
            index = keyring().index(upgrade(number) if len(number) == 15 else number)
            live = ("submitted", "unit_approved", "accepted", "returned")
            found = db.session.scalar(
                select(Application.id).where(
                    Application.id_index == index, Application.state.in_(live), Application.sole
                )
            )
            db.session.rollback()
            return found is not None

    def known(self, number: str, level: int = 2, *, checked: bool = True, **changed: Any) -> str:
        """A certificate that the city knows of somebody; answers its number."""
        ring = keyring_of(self.app)
        person = upgrade(number) if len(number) == 15 else number
        index = ring.index(person)
        written = changed.pop("written", f"S00003711021519{level}{next(PEOPLE):06d}")
        values = {
            "city_id": self.city, "id_index": index, "person_fingerprint": ring.fingerprint(index),
            "id_form": len(number), "id_number": ring.seal(person), "id_masked": mask(number),
            "name": name_of(person), "birth": f"{person[6:10]}-{person[10:12]}", "number": written,
            "kind": kind_of(written), "occupation": "焊工", "level": level, "issued_on": "2019-06-01",
            "issued_year": 2019, "issuer": "日照市技师学院", "contradicts": None, "source": "list",
        } | changed  # fmt: skip
        with self.app.app_context(), acting_as(Scope.of_system(SYSTEM)):
            key = db.session.scalar(insert(KnownCertificate).values(**values).returning(KnownCertificate.id))
            db.session.commit()
        if checked:
            self.check((), [key])
        return written

    def check(self, numbers: Any, certificates: Any = (), *levels: str) -> Any:
        """The check of applications by their numbers, as whoever brings them in calls it."""
        with self.app.app_context(), acting_as(Scope.of_system(SYSTEM)):
            ids = select(Application.id).where(Application.public_id.in_(list(numbers)))
            found = check(self.city, list(db.session.scalars(ids)), certificates, *levels)
            db.session.commit()
            return found

    def rows(self, model: Any, *wanted: Any) -> list[Any]:
        """Rows as the system sees them."""
        with self.app.app_context(), acting_as(Scope.of_system(SYSTEM, read_only=True)):
            found = list(db.session.scalars(select(model).where(*wanted).order_by(model.id)))
            db.session.close()
            return found

    def application(self, number: str) -> Application:
        return self.rows(Application, Application.public_id == number)[0]

    def moves(self, number: str) -> list[str]:
        return [one.verb for one in self.rows(Move, Move.application_id == self.application(number).id)]

    def case(self, *numbers: str) -> Case:
        """The one case whose applications are exactly these."""
        ids = {self.application(number).id for number in numbers}
        found = [
            one for one in self.rows(Case) if {one.application_id, one.other_application_id} - {None} == ids
        ]
        assert len(found) == 1, found
        return found[0]

    def findings(self, case: Case) -> list[Finding]:
        return self.rows(Finding, Finding.case_id == case.id)

    def found(self, number: str) -> dict[tuple[int, str], str]:
        """What concerns an application: (rule, ground) → outcome."""
        own = self.application(number).id
        return {
            (one.rule, one.ground): one.outcome for one in self.rows(Finding, Finding.concerned_id == own)
        }

    def events(self, case: Case) -> list[str]:
        return [one.verb for one in self.rows(CaseEvent, CaseEvent.case_id == case.id)]

    def change(self, number: str, **values: Any) -> None:
        """Change an application as its owner's later acts would, and check it."""
        with self.app.app_context(), acting_as(Scope.of_system(SYSTEM)):
            wanted = update(Application).where(Application.public_id == number)
            db.session.execute(wanted.values(**values))
            db.session.commit()
        self.check([number])

    def rows_of_registry(self) -> list[Case]:
        """The cases that concern no application."""
        return self.rows(Case, Case.application_id.is_(None))

    def cover(self, series: str) -> None:
        """Say that the ledger holds all certificates of a series."""
        with self.app.app_context(), acting_as(Scope(Reach.CITY, tenant_id=self.city, city_id=self.city)):
            db.session.add(CoveredSeries(city_id=self.city, series=series))
            db.session.commit()

    def tenant(self, name: str) -> Tenant:
        return self.cast.tenants[name]


def keyring_of(app: Flask) -> Any:
    with app.app_context():
        return keyring()
