"""重新绑定手机: of a lost telephone, or a stranger who was first, once the card was looked at."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select

from tenants import accounts, audit
from tenants.applicants import Claim
from tenants.db import db
from tenants.models import ApplicantAccount, Tenant, User
from webapp.extensions import keyring
from webapp.people.phones import MOBILE, mask_phone
from webapp.refusals import RuleBroken


def rebind(city: Tenant, claim: Claim, reason: str) -> User:
    """Give the account of the claim's number its telephone; the one that it was registered with opens it no
    more, and all its sessions end.

    A name in the claim replaces the registered one. RuleBroken at "number" when nobody registered with it, at
    "phone" for what is no mobile number; under the system reach.
    """
    if not MOBILE.fullmatch(claim.phone):
        raise RuleBroken("phone", gettext("手机号码是 11 位数字。"))
    ring = keyring()
    of_number = (ApplicantAccount.city_id == city.id, ApplicantAccount.id_index == ring.index(claim.number))
    account = db.session.scalars(select(ApplicantAccount).where(*of_number).with_for_update()).first()
    if account is None:
        raise RuleBroken("number", gettext("这个身份证号码没有登记过。"))
    user = db.session.get_one(User, account.user_id)
    former, account.phone = mask_phone(ring.open_text(account.phone)), ring.seal(claim.phone)
    account.phone_index = ring.index(claim.phone)
    if claim.name:
        user.name = account.name = claim.name
    changes = {"phone": [former, mask_phone(claim.phone)]}
    audit.record("account.rebind", f"user:{user.public_id}", changes, reason=reason, owner=city)
    accounts.end_sessions(user)
    return user
