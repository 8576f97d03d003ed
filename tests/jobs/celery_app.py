"""The product's own Celery app with the tests' kinds, a beat in a hurry and steps as slow as a test wants."""

import os
import time
from datetime import timedelta
from typing import Any

from tests.jobs.kinds import enter
from webapp.jobs import endings, lease
from webapp.jobs.work import Step

enter()

from tasks.app import app  # noqa: E402

lease.LEASE = timedelta(seconds=1.5)
endings.BACK_OFF = timedelta(seconds=0.1)
for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 1.0


class SlowStep:
    """Makes any kind's step wait between its effects and its commit, so that a kill can find it there."""

    advance = Step.advance
    seconds = float(os.environ.get("TEST_ADVANCE_SECONDS", "0"))

    @staticmethod
    def advance_slowly(step: Step, *given: Any, **named: Any) -> None:
        SlowStep.advance(step, *given, **named)
        time.sleep(SlowStep.seconds)


Step.advance = SlowStep.advance_slowly  # type: ignore[method-assign]

__all__ = ["app"]
