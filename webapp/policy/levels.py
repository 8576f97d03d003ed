"""The five skill levels, their grades and their digit in certificate numbers (notice 一(二), spec 1.5)."""

from __future__ import annotations

from webapp.policy.spans import N_

# From the lowest to the highest; in certificate numbers and grades 1 is the highest.
LEVELS: tuple[str, ...] = (N_("初级工"), N_("中级工"), N_("高级工"), N_("技师"), N_("高级技师"))
# The levels that the notice trains (一(二)).
TRAINED_LEVELS: tuple[str, ...] = LEVELS[2:]

_GRADES = (N_("五级"), N_("四级"), N_("三级"), N_("二级"), N_("一级"))
_DIGITS = {str(5 - rank): level for rank, level in enumerate(LEVELS)}
_RANKS = {level: rank for rank, level in enumerate(LEVELS)}


def level_of_digit(digit: str) -> str | None:
    """The level that a certificate number's level digit stands for; None for any digit but 1 to 5."""
    return _DIGITS.get(digit)


def digit_of_level(level: str) -> str:
    """The digit of a level ("3" for 高级工); KeyError for an unknown level."""
    return str(5 - _RANKS[level])


def grade_of_level(level: str) -> str:
    """The grade printed beside the level ("三级" for 高级工); KeyError for an unknown level."""
    return _GRADES[_RANKS[level]]
