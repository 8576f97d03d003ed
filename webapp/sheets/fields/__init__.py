"""The readers of a roster's cells, one room per family of cases (spec 2.2): a Cell in, a Reading out.

None of them raises on any cell or knows of a neighbour; what needs two fields is `sheets.cross`.
"""

from webapp.sheets.fields.certificates import read_certificate_number
from webapp.sheets.fields.dates import read_date
from webapp.sheets.fields.datewords import STILL
from webapp.sheets.fields.identity_field import read_identity
from webapp.sheets.fields.names import read_name
from webapp.sheets.fields.phones import read_phone
from webapp.sheets.fields.plain import clean, says_none, text_of
from webapp.sheets.fields.sex import SEXES, read_sex
from webapp.sheets.fields.units import is_ditto, read_unit, strip_seal
from webapp.sheets.fields.words import (
    choices,
    level_word,
    read_education,
    read_ethnicity,
    read_level,
    read_occupation,
    read_politics,
    read_text,
)
from webapp.sheets.fields.years import read_experience, write_experience

__all__ = [
    "SEXES",
    "STILL",
    "choices",
    "clean",
    "is_ditto",
    "level_word",
    "read_certificate_number",
    "read_date",
    "read_education",
    "read_ethnicity",
    "read_experience",
    "read_identity",
    "read_level",
    "read_name",
    "read_occupation",
    "read_phone",
    "read_politics",
    "read_sex",
    "read_text",
    "read_unit",
    "says_none",
    "strip_seal",
    "text_of",
    "write_experience",
]
