"""The list page in Django 5: its ORM, templates and session, the same columns and the same fifty rows."""

from __future__ import annotations

import json
import os

from benchmarks.peer.settings import configure

configure(os.environ["BENCH_DATABASE_URL"])

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db.models import Sum  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402

from benchmarks.peer.models import Application, Figure  # noqa: E402
from webapp.applicants.states import STATES  # noqa: E402
from webapp.policy.levels import TRAINED_LEVELS  # noqa: E402

PAGE = 50
TENANT = int(os.environ["BENCH_TENANT"])


def ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The newest fifty, the number of all from the figures, the choices of the filters."""
    mine = Figure.objects.filter(tenant_id=TENANT, number__gt=0)
    total = mine.aggregate(total=Sum("number"))["total"]
    years = sorted(mine.values_list("programme_year", flat=True).distinct(), reverse=True)
    found = list(Application.objects.filter(tenant_id=TENANT).order_by("-created_at", "-id")[: PAGE + 1])
    for row in found:
        row.state_word = STATES[row.state]
    context = {
        "rows": found[:PAGE], "more": len(found) > PAGE, "total": total, "years": years,
        "states": STATES.items(), "levels": TRAINED_LEVELS,
    }  # fmt: skip
    return render(request, "list.html", context)


def show(request: HttpRequest, number: str) -> HttpResponse:
    return HttpResponse(number)


urlpatterns = [
    path("ready", ready),
    path("applications", index, name="index"),
    path("applications/<str:number>", show, name="show"),
]
application = get_wsgi_application()


def main() -> None:
    """Make Django's tables, a user and a session; print the session's cookie."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    user = get_user_model().objects.create_user("bench", password="of no use")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    print(json.dumps({"sessionid": session.session_key}))


if __name__ == "__main__":
    main()
