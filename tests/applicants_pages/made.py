"""Applications for the tests of pages: made-up people of the cast's units, decided by the real rules."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import insert

from tenants.db import db
from tenants.models import Tenant
from tenants.scope import Scope, acting_as
from webapp.applicants.models import Application, Move, application_number
from webapp.extensions import keyring
from webapp.people.identity import check_digit, mask
from webapp.people.pinyin import name_pinyin
from webapp.policy.eligibility import decide
from webapp.policy.load import policy_for
from webapp.policy.programme import SHANGHAI
from webapp.policy.spans import PartialDate
from webapp.sheets.checking.decision import eligibility_to_plain

NUMBER = "371102198604121233"  # made up; the check digit is right
CERTIFICATE = "Y000037000012193000427"
ISSUED = PartialDate(2019, 3, 18)
SUBMITTED = datetime(2022, 5, 6, 9, 32, tzinfo=SHANGHAI)


def apply(tenant: Tenant, name: str = "陈志远", number: str = NUMBER, **changed: Any) -> str:
    """One application of a 焊工 for 技师, with its first move; commits and answers its number."""
    ring = keyring()
    index = ring.index(number)
    found = decide("技师", "高级工", ISSUED, 146, SUBMITTED.date(), policy_for(2022), occupation="焊工")
    values = {
        "tenant_id": tenant.id, "district_id": tenant.district_id, "city_id": tenant.city_id,
        "public_id": application_number(2022), "programme_year": 2022, "state": "submitted", "version": 1,
        "name": name, "name_pinyin": name_pinyin(name), "sex": "男", "birth": "1986-04",
        "unit_name": tenant.name, "id_type": "resident", "id_number": ring.seal(number), "id_index": index,
        "id_fingerprint": ring.fingerprint(index), "id_masked": mask(number), "work_start": "2008-07",
        "education": "大学专科", "occupation": "焊工", "experience_months": 146, "current_level": "高级工",
        "certificate_date": str(ISSUED), "certificate_number": certificate_of(number),
        "phone": ring.seal("13912342208"), "phone_index": ring.index(f"13912342208 of {number}"),
        "phone_masked": "139****2208", "target_occupation": "焊工", "target_level": "技师",
        "eligibility": eligibility_to_plain(found), "qualifies_on": None, "reference_date": SUBMITTED.date(),
        # Pages' tests enter the same person wherever they need one; who claims to be the only one says so.
        "sole": False,
        "policy_version": "2022", "warnings": [], "created_at": SUBMITTED, "updated_at": SUBMITTED,
    } | changed  # fmt: skip
    with acting_as(Scope.of_system("a test makes an application")):
        own_id = db.session.scalar(insert(Application).values(**values).returning(Application.id))
        db.session.add(
            Move(
                tenant_id=tenant.id, district_id=tenant.district_id, city_id=tenant.city_id,
                application_id=own_id, verb="import", from_state=None, to_state=values["state"],
                actor="海岳钢铁经办岗·宋海燕", policy_version="2022", at=values["created_at"],
            )
        )  # fmt: skip
        db.session.commit()
    return str(values["public_id"])


def certificate_of(number: str) -> str:
    """A certificate's number that nobody else has, for a 高级工 of 2019."""
    return f"Y000037000012193{int(number[:17]) % 1_000_000:06d}" if number != NUMBER else CERTIFICATE


def numbers(count: int) -> list[str]:
    """So many different made-up identity numbers with right check digits."""
    random = Random(5)
    firsts = [f"371102{random.randrange(1970, 1995)}0412{order:03d}" for order in range(1, count + 1)]
    return [first + check_digit(first) for first in firsts]
