"""The registry's routes, gathered so that the blueprint is registered with all of them."""

from __future__ import annotations

from webapp.registry import views_lists, views_look_up
from webapp.registry.blueprint import registry

__all__ = ["registry", "views_lists", "views_look_up"]
