"""Every page of an applicant's own; this module gathers them."""

from webapp.selfservice import views_form, views_own, views_papers, views_sign_in
from webapp.selfservice.blueprint import selfservice

__all__ = ["selfservice", "views_form", "views_own", "views_papers", "views_sign_in"]
