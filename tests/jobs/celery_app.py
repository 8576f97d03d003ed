"""The product's own Celery app with the tests' kinds, and a beat in a hurry."""

from datetime import timedelta

from tests.jobs.kinds import enter
from webapp.jobs import endings, lease

enter()

from tasks.app import app  # noqa: E402

lease.LEASE = timedelta(seconds=1.5)
endings.BACK_OFF = timedelta(seconds=0.1)
for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 1.0

__all__ = ["app"]
