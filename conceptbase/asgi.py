"""Provide the application for ASGI servers: `uvicorn conceptbase.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

from conceptbase.database.sqlite import expect_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conceptbase.settings")
expect_database()
application = get_asgi_application()
