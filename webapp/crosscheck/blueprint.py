"""The cross-check's blueprint, and what its pages ask for alike."""

from __future__ import annotations

from flask import Blueprint

from tenants.roles import Permission

crosscheck = Blueprint("crosscheck", __name__)
READ, DECIDE = Permission.CASE_READ, Permission.CASE_DECIDE
RUNS, RUN = Permission.CROSSCHECK_READ, Permission.CROSSCHECK_RUN
