"""The blueprint that the roster's pages hang on."""

from flask import Blueprint

rosters = Blueprint("rosters", __name__, url_prefix="/rosters")
