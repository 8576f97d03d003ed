"""Every table of the house, imported so that migrations and their check see them all."""

from tenants import audit, models
from tenants.db import db
from webapp.applicants import models as applicants
from webapp.catalogue import models as catalogue
from webapp.crosscheck import models as crosscheck
from webapp.entering import models as entering
from webapp.files import models as files
from webapp.jobs import models as jobs
from webapp.notices import models as notices
from webapp.papers import models as papers
from webapp.people import models as people
from webapp.photos import models as photos
from webapp.programmes import models as programmes
from webapp.registry import models as registry
from webapp.reviews import models as reviews
from webapp.rosters import models as rosters

metadata = db.metadata
__all__ = [
    "applicants",
    "audit",
    "catalogue",
    "crosscheck",
    "entering",
    "files",
    "jobs",
    "metadata",
    "models",
    "notices",
    "papers",
    "people",
    "photos",
    "programmes",
    "registry",
    "reviews",
    "rosters",
]
