"""The registry's blueprint, and what its pages ask for alike."""

from __future__ import annotations

from flask import Blueprint

from tenants.roles import Permission

registry = Blueprint("registry", __name__, url_prefix="/registry")
READ, KEEP = Permission.REGISTRY_READ, Permission.REGISTRY_KEEP
