"""Every page of the administrators. The matter stands in the modules below; this one gathers them."""

from webapp.admin import views_audit, views_roles, views_tenants, views_user, views_users
from webapp.admin.blueprint import admin

__all__ = ["admin", "views_audit", "views_roles", "views_tenants", "views_user", "views_users"]
