"""Provide the application for WSGI servers: `gunicorn conceptbase.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from conceptbase.database.sqlite import expect_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conceptbase.settings")
expect_database()
application = get_wsgi_application()

from conceptbase.accounts import warn_of_demo_people  # noqa: E402  # once the applications are there

warn_of_demo_people()
