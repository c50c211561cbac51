"""Provide the application for ASGI servers: `uvicorn conceptbase.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conceptbase.settings")
application = get_asgi_application()
