"""The cross-check's routes, gathered so that the blueprint is registered with all of them."""

from __future__ import annotations

from webapp.crosscheck import views_case, views_queue, views_rules, views_runs, views_statements
from webapp.crosscheck.blueprint import crosscheck

__all__ = ["crosscheck", "views_case", "views_queue", "views_rules", "views_runs", "views_statements"]
