"""The server's entry point: `gunicorn conceptbase.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conceptbase.settings")
application = get_wsgi_application()
