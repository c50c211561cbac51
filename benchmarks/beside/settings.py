"""The site's own settings with what the benchmark sets beside it: two more addresses and a plain Django template."""

from pathlib import Path

from conceptbase.settings import *  # noqa: F403
from conceptbase.settings import DATA_DIR, TEMPLATES

HERE = Path(__file__).resolve().parent
ROOT_URLCONF = "benchmarks.beside.urls"
BARE_FOLDER = DATA_DIR / "bare"
TEMPLATES = [
    *TEMPLATES,
    {"NAME": "plain", "BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [HERE / "templates"]},
]
