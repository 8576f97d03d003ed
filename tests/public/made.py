"""Applications for the status check, made as an import leaves them, with their moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric

from tenants.db import db, territory
from tenants.scope import Reach, Scope, acting_as
from tests.cast import Cast
from webapp.applicants.models import Application, Move, application_number
from webapp.extensions import keyring
from webapp.people.identity import mask
from webapp.policy.eligibility import decide
from webapp.policy.load import policy_for
from webapp.policy.spans import PartialDate
from webapp.sheets.checking.decision import eligibility_to_plain

TRACED, ONE_MORE = "37110219850317123", "37110219860418321"
NAME, OFFICER, OPINION, PHONE = "欧阳远志", "解小磊", "请找赵敏重新盖章", "13900001234"


@dataclass(frozen=True)
class Traced:
    """An application's number and its person's identity number."""

    number: str
    id_number: str


def apply(cast: Cast, body: str) -> Traced:
    """One application of the cast's steel works, returned by the unit's reviewer. Commits."""
    number = body + ric.calc_check_digit(body + "0")
    steel = cast.tenants["steel"]
    scope = Scope(Reach.TENANT, tenant_id=steel.id, district_id=steel.district_id, city_id=steel.city_id)
    with acting_as(scope):
        row = Application(**_person(number), **territory(scope))
        db.session.add(row)
        db.session.flush()
        for who, verb, before, after, reason, note in (
            ("clerk", "submit", None, "submitted", None, None),
            ("reviewer", "return", "submitted", "returned", "certificate_date", OPINION),
        ):
            move = Move(
                application_id=row.id, verb=verb, from_state=before, to_state=after,
                user_id=cast.users[f"steel.org_{who}"].id, actor=f"审核岗·{OFFICER}",
                reason_code=reason, note=note, policy_version="2022",
                **territory(scope),
            )  # fmt: skip
            db.session.add(move)
        made = row.public_id
        db.session.commit()
    return Traced(made, number)


def _person(number: str) -> dict[str, object]:
    ring, day = keyring(), date(2022, 5, 6)
    found = decide("技师", "高级工", PartialDate(2015, 6, 1), 180, day, policy_for(2022))
    return {
        "public_id": application_number(2022), "programme_year": 2022, "state": "returned", "version": 2,
        "name": NAME, "name_pinyin": "ouyang yuanzhi", "id_number": ring.seal(number),
        "id_index": ring.index(number), "id_fingerprint": ring.fingerprint(ring.index(number)),
        "id_masked": mask(number), "id_type": "resident", "sex": "男", "birth": "1985-03",
        "unit_name": "日照海岳钢铁集团有限公司", "work_start": "2005-07", "education": "大专",
        "occupation": "电工",
        "experience_months": 180, "current_level": "高级工", "certificate_date": "2015-06-01",
        "certificate_number": f"S00003711021530{int(number[10:16]):06d}"[:22], "phone": ring.seal(PHONE),
        "phone_index": ring.index(PHONE), "phone_masked": "139****1234", "target_occupation": "电工",
        "target_level": "技师", "eligibility": eligibility_to_plain(found), "warnings": [],
        "reference_date": day, "policy_version": "2022",
    }  # fmt: skip
