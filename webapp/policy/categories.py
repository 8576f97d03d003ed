"""Who may apply, by standing (人员类别) and by the kind of unit: the notice's 一(三) and 一(四), pure.

Public schools are public institutions too: the teacher's category overrides; any other post is excluded.
"""

from __future__ import annotations

from webapp.policy.spans import N_

EMPLOYEE, TEACHER = "employee", "teacher"
NON_TEACHING, PUBLIC_STAFF, OTHER = "non_teaching", "public_staff", "other"
CATEGORIES: dict[str, str] = {
    EMPLOYEE: N_("企业在职职工"),
    TEACHER: N_("专业教师（实习指导教师）"),
    NON_TEACHING: N_("院校非教学岗位人员"),
    PUBLIC_STAFF: N_("机关、事业单位在编人员"),
    OTHER: N_("其他人员"),
}
# Kinds of unit by their ids in the tenants' tree; bureaus are government bodies themselves.
SCHOOLS = frozenset({"school", "college"})
COMPANIES = frozenset({"enterprise"})
OF_PEOPLE, OF_EXCLUDED = "一(三)", "一(四)"


def assumed_category(unit_kind: str) -> str | None:
    """What somebody on a unit's roster is taken for, until a reviewer has looked (一(三)); None where the
    unit's kind has nobody who may apply."""
    if unit_kind in COMPANIES:
        return EMPLOYEE
    return TEACHER if unit_kind in SCHOOLS else None


def refused_category(category: str | None, unit_kind: str, *, public_institution: bool) -> str | None:
    """The code of the refusal that a category meets in a unit; None when it may apply, or isn't known yet."""
    if unit_kind not in SCHOOLS | COMPANIES:
        return "unit_excluded"
    if category is None:
        return None
    if category == TEACHER:
        return None if unit_kind in SCHOOLS else "teacher_elsewhere"
    if category == PUBLIC_STAFF:
        return "category_excluded"
    if unit_kind in SCHOOLS:
        return "post_excluded" if public_institution else "category_not_covered"
    return None if category == EMPLOYEE else "category_not_covered"
