"""The two desks: at which state an application lies there, whose permission moves it on, its words."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from tenants.actor import Actor
from tenants.roles import Permission, Role
from webapp.applicants.models import Application
from webapp.applicants.object_page import Room
from webapp.applicants.object_views import LIST
from webapp.policy.spans import N_


@dataclass(frozen=True, slots=True)
class Stage:
    """One desk. `agree` is the verb of its consent; `room` where its pages of an application stand."""

    name: str
    state: str
    agree: str
    permission: Permission
    role: Role
    clause: str
    room: Room
    title: str
    verdicts: tuple[tuple[str, str], ...]

    def holds(self, application: Application, actor: Actor) -> bool:
        """Whether the application lies at this desk of the actor's own tenant."""
        whose = application.tenant_id if self.name == "reviews" else application.institution_id
        at_home = actor.tenant is not None and actor.tenant.id == whose
        return at_home and application.state == self.state and actor.can(self.permission)

    def url(self, verb: str, public_id: str) -> str:
        """The address of a verb of the desk on one application."""
        return url_for(f"{self.name}.{verb}", public_id=public_id)

    def page_url(self, public_id: str) -> str:
        return url_for(f"{self.room.blueprint}.show", public_id=public_id)


UNIT = Stage(
    "reviews", "submitted", "approve", Permission.APPLICATION_APPROVE, Role.ORG_REVIEWER, "三(二)",
    LIST, N_("单位审核"),
    (("approve", N_("同意")), ("return", N_("退回修改")), ("reject", N_("不同意"))),
)  # fmt: skip
INSTITUTION = Stage(
    "reexaminations", "unit_approved", "accept", Permission.APPLICATION_REEXAMINE, Role.REGISTRAR, "三(四)",
    Room("reexaminations", N_("机构复审"), by_filters=False), N_("机构复审"),
    (("accept", N_("通过")), ("return", N_("退回修改")), ("reject", N_("不通过"))),
)  # fmt: skip
STAGES = (UNIT, INSTITUTION)


def stage_of(application: Application, actor: Actor) -> Stage | None:
    """The desk at which the actor has this application before them; None for none."""
    return next((stage for stage in STAGES if stage.holds(application, actor)), None)
