"""The blueprint of an applicant's own pages; `views` gathers them."""

from __future__ import annotations

from flask import Blueprint

selfservice = Blueprint("selfservice", __name__, url_prefix="/my")
