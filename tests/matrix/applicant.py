"""An applicant in the matrix: an account of their own, an application and a draft with the steelworks."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from tenants import applicants
from tenants.actor import Actor
from tenants.applicants import Claim
from tenants.db import db
from tenants.scope import Reach, Scope, acting_as
from tests.cast import Cast
from tests.photos.made import add_photo
from webapp.applicants.models import Application
from webapp.entering import content as contents
from webapp.entering.models import ApplicationDraft
from webapp.extensions import keyring
from webapp.files.models import StoredFile
from webapp.files.operations import store
from webapp.people.identity import check_digit

WHO = "self.applicant"
NUMBER = "37110219900101771" + check_digit("37110219900101771")


def add_applicant(
    cast: Cast, note: Callable[[str, str, str], None], made: Callable[[Scope], Application]
) -> None:
    """Register somebody as the code does, and give them rows of their own; commits."""
    ring, steel = keyring(), cast.tenants["steel"]
    claim = Claim(cast.tenants["city"].id, NUMBER, "13900007711", "江自如")
    with acting_as(applicants.of_claim(claim, ring)):
        user = applicants.account_of(claim, ring)
        db.session.commit()
    me = Actor(
        user.id, user.public_id, user.name, user.login, user.locale, None, ("applicant",),
        city_id=claim.city_id,
    )  # fmt: skip
    cast.users[WHO], cast.actors[WHO] = user, me
    place = {"tenant_id": steel.id, "district_id": steel.district_id, "city_id": steel.city_id}
    with acting_as(me.scope()):
        application = made(Scope(Reach.TENANT, **place))
        application.applicant_id = application.entered_by = user.id
        application.id_index, application.institution_id = ring.index(NUMBER), None
        content = {"name": claim.name, "id_number": NUMBER, "phone": claim.phone}
        draft = ApplicationDraft(
            public_id="applicants12", entered_by=user.id, saved_by=user.id, applicant_id=user.id,
            content=contents.seal(content, ring), version=1, **place,
        )  # fmt: skip
        db.session.add_all([application, draft])
        db.session.flush()
        kept = store().put(BytesIO(b"a picture"), steel.id, 1000)
        file = StoredFile(
            name="江自如.jpg", size=kept.size, digest=kept.digest, media_type="image/jpeg",
            user_id=user.id, **place,
        )  # fmt: skip
        db.session.add(file)
        db.session.flush()
        add_photo(application.id, file, Scope(Reach.TENANT, **place))
        db.session.commit()
        note("application", WHO, application.public_id)
        note("draft", WHO, draft.public_id)
