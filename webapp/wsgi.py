"""The web server's way in: `gunicorn webapp.wsgi:app`."""

from webapp.app import create_app
from webapp.logs import log_to_stderr

log_to_stderr()
app = create_app()
