"""Every page of one's own account. The matter stands in the modules below; this one gathers them."""

from webapp.account import views_factor, views_own, views_sign_in
from webapp.account.blueprint import account

__all__ = ["account", "views_factor", "views_own", "views_sign_in"]
