"""The product's own Celery app with the tests' kinds, and a beat in a hurry."""

from tests.jobs.kinds import enter

enter()

from tasks.app import app  # noqa: E402

for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 1.0

__all__ = ["app"]
