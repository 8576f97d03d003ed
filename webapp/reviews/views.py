"""The reviews' routes, gathered so that each blueprint is registered with all of them."""

from __future__ import annotations

from webapp.reviews import institution_views, phone_views, unit_views
from webapp.reviews.blueprint import phones, reexaminations, reviews

__all__ = ["institution_views", "phone_views", "phones", "reexaminations", "reviews", "unit_views"]
