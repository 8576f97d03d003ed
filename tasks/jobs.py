"""The doors of the kinds of long work, one for each line of `webapp.jobs.kinds`."""

from tasks.doors import door
from webapp.jobs.kinds import KINDS

DOORS = {kind: door(kind) for kind in KINDS}
