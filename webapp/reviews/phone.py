"""电话确认 (三(四)): the institution notes who of a unit confirmed its papers, when and by which number.

A wrong entry is undone with a reason and stays readable; one entry stands at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from tenants.models import public_id as random_id
from webapp.extensions import keyring
from webapp.people.phones import mask_phone
from webapp.policy.programme import SHANGHAI
from webapp.refusals import IllegalMove, NotFound, RuleBroken
from webapp.reviews.models import PhoneConfirmation, Sending
from webapp.reviews.phone_queries import sending_of

CLAUSE = "三(四)"
DIGITS = range(7, 16)


@dataclass(frozen=True, slots=True)
class Call:
    """One call: who of the unit confirmed, by which number, when, and what was said."""

    person: str
    phone: str
    at: datetime
    note: str = ""


def load(public_id: str) -> Sending:
    """The sending of an id; NotFound for a foreign one as for none."""
    found = sending_of(public_id)
    if found is None:
        raise NotFound(public_id)
    return found


def confirm(public_id: str, actor: Actor, call: Call, now: datetime | None = None) -> Sending:
    """Note a confirmation; the number is sealed, its mask shown. RuleBroken for what isn't a telephone
    number and for a moment in the future or before the papers came; IllegalMove when one stands already."""
    sending = load(public_id)
    number = "".join(one for one in call.phone if one.isdecimal() or one == "+")
    if sum(one.isdecimal() for one in number) not in DIGITS:
        raise RuleBroken("phone", _("请填写完整的电话号码。"), CLAUSE)
    if call.at > (now or datetime.now(UTC)):
        raise RuleBroken("confirmed_at", _("确认时间不能晚于现在。"), CLAUSE)
    if call.at.astimezone(SHANGHAI).date() < sending.sent_at.astimezone(SHANGHAI).date():
        raise RuleBroken("confirmed_at", _("确认时间不能早于材料报送日期。"), CLAUSE)
    row = insert(PhoneConfirmation).values(
        tenant_id=sending.tenant_id, district_id=sending.district_id, city_id=sending.city_id,
        public_id=random_id(), sending_id=sending.id, institution_id=sending.institution_id,
        person=call.person.strip(), phone=keyring().seal(number), phone_masked=mask_phone(number),
        confirmed_at=call.at, note=call.note.strip() or None, user_id=actor.user_id, actor=actor.signature,
    )  # fmt: skip
    only_one = row.on_conflict_do_nothing(
        index_elements=["sending_id"], index_where=PhoneConfirmation.undone_at.is_(None)
    )
    if db.session.execute(only_one.returning(PhoneConfirmation.id)).first() is None:
        raise IllegalMove(_("这个单位已有电话确认；登记有误的，先撤销再重新登记。"))
    changes = {"phone_masked": [None, mask_phone(number)]}
    audit.record("phone.confirm", f"sending:{public_id}", changes, owner=sending)
    return sending


def undo(public_id: str, confirmation: str, actor: Actor, reason: str) -> Sending:
    """Undo a wrong entry, for a reason: it stays readable, and the unit counts as unconfirmed again."""
    sending = load(public_id)
    if not reason.strip():
        raise RuleBroken("reason", _("请写明撤销原因。"), CLAUSE)
    mine = (PhoneConfirmation.public_id == confirmation, PhoneConfirmation.sending_id == sending.id)
    if db.session.scalar(select(PhoneConfirmation.id).where(*mine)) is None:
        raise NotFound(confirmation)
    undone = update(PhoneConfirmation).where(*mine, PhoneConfirmation.undone_at.is_(None))
    values = {"undone_at": datetime.now(UTC), "undone_by": actor.signature, "undo_reason": reason.strip()}
    answer = db.session.execute(undone.values(**values).returning(PhoneConfirmation.id))
    if answer.first() is None:
        raise IllegalMove(_("这条登记已经撤销。"))
    audit.record("phone.undo", f"sending:{public_id}", reason=reason.strip(), owner=sending)
    return sending
