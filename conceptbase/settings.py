"""Define all settings, read strictly from `CONCEPTBASE_…` variables and the usual `DATABASE_URL`.

Variables that are not set are read from the file `.conceptbase.env`, which `start.py` writes and git ignores, so that
`manage.py` works without any variables after it. `docs/production.md` lists all variables.
"""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url
import django
from django.utils.translation import gettext_lazy as _

from conceptbase.database.sqlite import LOCK_SECONDS, open_database
from conceptbase.environment import Environment, SettingError, read_mail_address
from conceptbase.log import FORMATS, logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
environment = Environment(BASE_DIR / ".conceptbase.env")

DEBUG = environment.flag("CONCEPTBASE_DEBUG")
DEMO = environment.flag("CONCEPTBASE_DEMO")
SECRET_KEY = environment.text("CONCEPTBASE_SECRET_KEY")
if not SECRET_KEY:
    raise SettingError(
        "CONCEPTBASE_SECRET_KEY is not set. Run `python3 start.py setup`, which writes one, or set a long random text."
    )

if DEMO:
    # Sessions and cookies of people with known passwords end with the demo.
    SECRET_KEY += " of the demo"

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = environment.names("CONCEPTBASE_HOSTS") or LOCAL_HOSTS
if DEMO and not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS):
    raise SettingError(
        "CONCEPTBASE_DEMO is true and CONCEPTBASE_HOSTS names public hosts. The demo has people with known passwords: "
        "set CONCEPTBASE_DEMO=false for a public site, or unset CONCEPTBASE_HOSTS."
    )
if DEBUG and not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS):
    raise SettingError(
        "CONCEPTBASE_DEBUG is true and CONCEPTBASE_HOSTS names public hosts. Pages of errors would show settings and "
        "code to everybody: set CONCEPTBASE_DEBUG=false for a public site, or unset CONCEPTBASE_HOSTS."
    )
if any(host.strip(".") == "*" for host in ALLOWED_HOSTS):
    raise SettingError(
        "CONCEPTBASE_HOSTS contains *, with which strangers choose the host in our links and mails: name the hosts."
    )
if environment.variables.get("SCRIPT_NAME", "").strip("/"):  # gunicorn reads this variable
    raise SettingError(
        "SCRIPT_NAME is set. The site cannot live below a path of another site: give it a host name of its own and "
        "unset SCRIPT_NAME."
    )

# Where readers report errors: an e-mail address or a page. If it is not set, the about page names no contact.
CONTACT = environment.text("CONCEPTBASE_CONTACT")
if CONTACT and not CONTACT.startswith("https://") and not ("@" in CONTACT and " " not in CONTACT):
    raise SettingError(
        f"CONCEPTBASE_CONTACT is {CONTACT!r}; "
        "write an e-mail address or an address that begins with https://, or unset it."
    )

# Mail, for new passwords, and notices for curators who ask for them (`send_notices`).
# STARTTLS guards smtp:// but on this machine, smtps:// is TLS from the beginning.
EMAIL_URL = environment.text("CONCEPTBASE_EMAIL_URL")
DEFAULT_FROM_EMAIL = environment.text("CONCEPTBASE_EMAIL_FROM")
SENDS_MAIL = bool(EMAIL_URL)
MAIL_SECONDS = 5  # how long the mail server may take for each of its answers
_mailer: dict[str, Any] = {"BACKEND": "django.core.mail.backends.dummy.EmailBackend", "OPTIONS": {}}
if SENDS_MAIL:
    _server = read_mail_address(EMAIL_URL)
    if "@" not in DEFAULT_FROM_EMAIL:
        raise SettingError(
            "CONCEPTBASE_EMAIL_URL is set; set CONCEPTBASE_EMAIL_FROM to the e-mail address that writes."
        )
    _mailer["BACKEND"] = "django.core.mail.backends.smtp.EmailBackend"
    _mailer["OPTIONS"] = {
        "host": _server.host,
        "port": _server.port,
        "username": _server.user,
        "password": _server.password,
        "use_ssl": _server.is_tls,
        "use_tls": not _server.is_tls and _server.host not in LOCAL_HOSTS,
        "timeout": MAIL_SECONDS,
    }
# Django 6.1 has one setting in place of those that begin with EMAIL_, and takes only the one or the others.
if django.VERSION >= (6, 1):
    MAILERS = {"default": _mailer}
elif SENDS_MAIL:
    EMAIL_HOST, EMAIL_PORT = _server.host, _server.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _server.user, _server.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mailer["OPTIONS"]["use_ssl"], _mailer["OPTIONS"]["use_tls"]
    EMAIL_TIMEOUT = MAIL_SECONDS

# Whether reviewers may publish what they wrote themselves, for a site with one person; the editions record it.
ALLOW_OWN_WORK = environment.flag("CONCEPTBASE_ALLOW_OWN_WORK")

# Whether searches that find nothing are counted for curators, by day and query (concepts/search/misses.py).
COUNT_MISSED_SEARCHES = environment.flag("CONCEPTBASE_COUNT_MISSED_SEARCHES", default=True)

# Whether readers may report errors in statements and passages with a form (concepts/pages/reports).
TAKES_REPORTS = environment.flag("CONCEPTBASE_REPORTS", default=True)

INSTALLED_APPS = [
    "conceptbase.apps.CurationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "taggit",
    "sources",
    "concepts",
    "concepts.search",
    "concepts.workbench",
    "conceptbase",
]

# Only the admin has sessions, sign-in and messages. A public page reads and sets no cookie, so the middleware for them
# runs only below /admin (conceptbase/middleware.py).
MIDDLEWARE = [
    "conceptbase.log.number_requests",
    "conceptbase.database.waiting.limit_waiting",
    "conceptbase.middleware.leave_out_body_of_head",
    # Before SecurityMiddleware, which answers requests without TLS itself.
    "conceptbase.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "conceptbase.middleware.let_no_address_grow_stale",
    "conceptbase.middleware.answer_health_checks",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "conceptbase.middleware.refuse_nul",
    "conceptbase.middleware.refuse_sub_path",
    "conceptbase.middleware.use_reader_language",
    "conceptbase.redirects.redirect_other_language_codes",
    # Before CommonMiddleware, which would set the length of an empty page on a 304.
    "conceptbase.page_cache.conditional.fresh_pages",
    "django.middleware.common.CommonMiddleware",
    # Behind CommonMiddleware, which would add a slash to marks that were copied with a link.
    "conceptbase.redirects.redirect_nearly_right_addresses",
    "conceptbase.middleware.AdminOnlySession",
    "conceptbase.middleware.AdminOnlyCsrf",
    "conceptbase.middleware.AdminOnlyAuthentication",
    "conceptbase.middleware.AdminOnlyMessages",
]

ROOT_URLCONF = "conceptbase.urls"
WSGI_APPLICATION = "conceptbase.wsgi.application"
ASGI_APPLICATION = "conceptbase.asgi.application"
APPEND_SLASH = True

# Public pages use Jinja2, which is several times as fast (docs/decisions/0006-jinja2-for-public-pages.md). The admin
# uses Django's templates; ours are beside its code.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "conceptbase.jinja.environment",
            "context_processors": ["conceptbase.context.site"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "concepts" / "admin" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "conceptbase.context.site",
            ],
        },
    },
]

DATA_DIR = Path(environment.text("CONCEPTBASE_DATA_DIR", str(BASE_DIR / "var")))
DATABASE_URL = environment.text("DATABASE_URL")
if DATABASE_URL:
    try:
        DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError) as error:
        raise SettingError(
            "DATABASE_URL cannot be read; write postgres://user:password@host:5432/name, or unset it to use SQLite."
        ) from error
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "conceptbase.sqlite3")}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # An open connection saves a millisecond in each request, three quarters of the time of a 304.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    # IMMEDIATE takes the write lock at the start of a transaction, which then waits for it instead of failing later
    # with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": LOCK_SECONDS,
        "factory": open_database,
    }
else:
    # A database that is away is given up after seconds, by commands too; what DATABASE_URL says wins.
    patience = {"connect_timeout": 3, "tcp_user_timeout": 10_000}
    DATABASES["default"]["OPTIONS"] = patience | DATABASES["default"].get("OPTIONS", {})
LIMIT_WAITING = True  # how long requests wait for the database (conceptbase/database/waiting.py)

# Finished pages (conceptbase/page_cache/store.py) are stored in files, which all workers share. They have no timeout,
# because the key of a page changes with its content. Pages whose address has a query, and cards, have smaller caches of
# their own. Nothing else is cached.
STORED_PAGES = environment.number("CONCEPTBASE_STORED_PAGES", default=2000, most=1_000_000)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    **{
        name: {
            "BACKEND": f"django.core.cache.backends.{'filebased.FileBasedCache' if most else 'dummy.DummyCache'}",
            "LOCATION": str((DATA_DIR / name).resolve()),
            "TIMEOUT": None,
            "OPTIONS": {"MAX_ENTRIES": most},
        }
        for name, most in (
            ("pages", STORED_PAGES),
            ("pages_with_query", STORED_PAGES // 10),
            ("cards", STORED_PAGES // 4),
        )
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The log goes to standard error (conceptbase/log.py).
LOGGING = logging_settings(environment.choice("CONCEPTBASE_LOG", FORMATS))

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_PATH = "/admin/"  # curators may choose a language; the language of public pages is in their address
USE_TZ = True
TIME_ZONE = environment.text("CONCEPTBASE_TIME_ZONE", "UTC")  # of all times that are shown; they are stored in UTC
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError, OSError) as error:
    raise SettingError(
        f"CONCEPTBASE_TIME_ZONE is {TIME_ZONE!r}; write a name such as Asia/Shanghai, or unset it for UTC."
    ) from error

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Public sites are served over TLS by a proxy in front; the demo runs on plain HTTP on this machine only.
SECURE = not (DEBUG or DEMO) and environment.flag("CONCEPTBASE_HTTPS", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked for on this machine, without TLS
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# What one form may hold: a pasted source text (sources.text.MOST_SOURCE_BYTES) with what goes with it, many rows.
DATA_UPLOAD_MAX_MEMORY_SIZE, DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000_000, 4_000
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "admin:login", "admin:index", "admin:login"
CSRF_FAILURE_VIEW = "conceptbase.errors.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# The number of attempts to sign in within a quarter of an hour (conceptbase/sign_in.py), and the number of proxies in
# front of the site, each of which adds the address of its client to X-Forwarded-For.
SIGN_IN_TRIES_BY_NAME = environment.number("CONCEPTBASE_SIGN_IN_TRIES_BY_NAME", default=5, least=1)
SIGN_IN_TRIES_BY_ADDRESS = environment.number("CONCEPTBASE_SIGN_IN_TRIES_BY_ADDRESS", default=30, least=1)
PROXIES = environment.number("CONCEPTBASE_PROXIES", default=1 if SECURE else 0, most=10)

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "concepts.models.tag_input.split_tags"
TAGGIT_STRING_FROM_TAGS = "concepts.models.tag_input.join_tags"

SILENCED_SYSTEM_CHECKS = [
    # X-Frame-Options is sent with the other headers, by conceptbase.middleware.security_headers.
    "security.W002",
    # The middleware for sessions, CSRF, sign-in and messages is there, in subclasses that work below /admin only.
    "security.W003",
    "admin.E408",
    "admin.E409",
    "admin.E410",
]
