"""Two identity numbers that a slip of the hand sets apart: one person may stand under both (1.7 rule 6).

The check digit follows from the seventeen before it, so a slip shows there as well: what is compared is the
seventeen. Pure: the database finds who shares a name and a month of birth, this says whether it is a slip.
"""

from __future__ import annotations

ONE_DIGIT, SWAPPED, TWO_FORMS = "one_digit", "swapped", "two_forms"
_BODY = 17


def near(one: str, other: str) -> str | None:
    """How two different 18-digit numbers may be one: ONE_DIGIT, SWAPPED (two digits in each other's place),
    or None. Numbers of other documents are near nothing."""
    if len(one) != 18 or len(other) != 18 or not (one[:_BODY] + other[:_BODY]).isdigit():
        return None
    apart = [at for at in range(_BODY) if one[at] != other[at]]
    if len(apart) == 1:
        return ONE_DIGIT
    if len(apart) == 2:
        first, second = apart
        if one[first] == other[second] and one[second] == other[first]:
            return SWAPPED
    return None
