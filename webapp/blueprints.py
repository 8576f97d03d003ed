"""Every blueprint, in the order of a trainee's way; an undeclared route among them stops the start."""

from __future__ import annotations

import importlib

from flask import Flask

from webapp.guards import refuse_undeclared

BLUEPRINTS: tuple[str, ...] = (
    "webapp.account.views:account",
    "webapp.rosters.views:rosters",
    "webapp.entering.views:entering",
    "webapp.applicants.views:applicants",
    "webapp.photos.views:photos",
    "webapp.reviews.views:reviews",
    "webapp.reviews.views:reexaminations",
    "webapp.reviews.views:phones",
    "webapp.crosscheck.views:crosscheck",
    "webapp.registry.views:registry",
    "webapp.papers.views:papers",
    "webapp.catalogue.views:catalogue",
    "webapp.catalogue.views:occupations",
    "webapp.catalogue.views:institutions",
    "webapp.programme_desk.views:programme_desk",
    "webapp.dashboards.views:dashboards",
    "webapp.jobs.views:jobs",
    "webapp.notices.views:notices",
    "webapp.selfservice.views:selfservice",
    "webapp.public.views:public",
    "webapp.operations.views:probes",
    "webapp.admin.views:admin",
)


def register_blueprints(app: Flask) -> None:
    """Register all of them, then refuse any route × method that doesn't say who may call it."""
    for path in BLUEPRINTS:
        module, _, attribute = path.partition(":")
        app.register_blueprint(getattr(importlib.import_module(module), attribute))
    refuse_undeclared(app)
