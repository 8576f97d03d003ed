"""The blueprint of entering, by itself so that each module of views can name it."""

from __future__ import annotations

from flask import Blueprint

entering = Blueprint("entering", __name__, url_prefix="/applications")
