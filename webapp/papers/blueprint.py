"""The blueprint that the pages of papers hang on."""

from flask import Blueprint

papers = Blueprint("papers", __name__, url_prefix="/papers")
