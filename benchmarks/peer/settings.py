"""Django's settings for the peer: the same server, database and rights as the product's tables' owner."""

from __future__ import annotations

import os

import django
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict


def configure(url: str) -> None:
    """Set Django up on the database of `url`; once in a process."""
    if settings.configured:
        return
    given = conninfo_to_dict(url)
    settings.configure(
        SECRET_KEY="a key of the benchmarks",
        DEBUG=False,
        ALLOWED_HOSTS=["*"],
        USE_TZ=True,
        TIME_ZONE="Asia/Shanghai",
        LANGUAGE_CODE="zh-hans",
        INSTALLED_APPS=[
            "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "import_export",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        ROOT_URLCONF="benchmarks.peer.listing",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [os.path.join(os.path.dirname(__file__), "templates")],
            "OPTIONS": {"context_processors": ["django.contrib.auth.context_processors.auth"]},
        }],
        DATABASES={"default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": given["dbname"], "USER": given["user"], "HOST": given["host"],
            "CONN_MAX_AGE": None,
        }},
    )  # fmt: skip
    django.setup()
