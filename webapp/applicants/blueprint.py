"""The applicants' blueprint, by itself so that each module of views can name it."""

from __future__ import annotations

from flask import Blueprint

applicants = Blueprint("applicants", __name__, url_prefix="/applications")
