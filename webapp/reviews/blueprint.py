"""The blueprints of the reviews: the unit's desk, the institution's, the phone-confirmation pad."""

from __future__ import annotations

from flask import Blueprint

reviews = Blueprint("reviews", __name__, url_prefix="/reviews")
reexaminations = Blueprint("reexaminations", __name__, url_prefix="/reexaminations")
phones = Blueprint("phones", __name__, url_prefix="/phone-confirmations")
