"""Public ids: safe wherever a page, a form's prefix or an address puts them."""

from __future__ import annotations

from tenants.models import public_id


def test_a_public_id_is_letters_and_figures_only() -> None:
    """A form's prefix that ended in a dash lost the dash between it and the field's name."""
    made = [public_id() for _ in range(5_000)]
    assert all(each.isalnum() and each.isascii() for each in made)
    assert len(set(made)) == len(made)
