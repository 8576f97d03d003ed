"""The kinds of tenant (租户类型) and how far each sees (spec: requirements, tenants)."""

from __future__ import annotations

from enum import StrEnum

from tenants.scope import Reach


class Kind(StrEnum):
    CITY_BUREAU = "city_bureau"  # 市人社局
    DISTRICT_BUREAU = "district_bureau"  # 区县人社局、功能区党群工作部
    COLLEGE = "college"  # 技师学院
    ENTERPRISE = "enterprise"  # 企业
    SCHOOL = "school"  # 技工院校、职业院校
    PUBLIC_BODY = "public_body"  # 机关、事业单位

    @property
    def reach(self) -> Reach:
        if self is Kind.CITY_BUREAU:
            return Reach.CITY
        return Reach.DISTRICT if self is Kind.DISTRICT_BUREAU else Reach.TENANT


# Whose people may be entered: every kind but the bureaus. Who of them is taken, and that nobody of a public
# body is, `webapp.policy.categories` says (一(三)(四)).
EMPLOYERS = (Kind.ENTERPRISE, Kind.SCHOOL, Kind.COLLEGE, Kind.PUBLIC_BODY)
