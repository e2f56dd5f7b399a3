"""Settings of the service. What differs between machines is read here, once, from the environment."""

import os
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from fip_tracker import environment
from fip_tracker.build import build_of, is_shared
from priorities.choices import Role

BASE_DIR = Path(__file__).resolve().parent.parent
env = environment.read(BASE_DIR, os.environ)

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret_key("SECRET_KEY")

# Where the site is
PORT = env.port("PORT", 8000)
# All addresses of the machine only inside a container; elsewhere what ends TLS stands in front, on the same machine.
HOST = env.choice("HOST", "127.0.0.1", known=["127.0.0.1", "0.0.0.0"])  # noqa: S104
address = env.address("BASE_URL", f"http://127.0.0.1:{PORT}", debug=DEBUG)
BASE_URL = address.url
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", address=address, debug=DEBUG)
ROOT_URLCONF = "fip_tracker.urls"
WSGI_APPLICATION = "fip_tracker.wsgi.application"

# The rules of the record that an operator may choose
FIP_SELF_APPROVAL = env.flag("SELF_APPROVAL")
FIP_SECOND_FACTOR_ROLES = env.codes("SECOND_FACTOR_ROLES", known=[role.value for role in Role])

# What others may do with the facts of the record, and how they are asked to name it
FIP_DATA_LICENCE = env.licence("DATA_LICENCE", "CC0-1.0")
FIP_DATA_ATTRIBUTION = env.text("DATA_ATTRIBUTION", "FIP Tracker")

# Whom to tell of an error in the record or of a barrier, on the pages
FIP_CONTACT = env.contact("CONTACT", "")

# Whom to tell of a weakness, in security.txt. The day is moved on by whoever has seen that the contact still answers.
FIP_SECURITY_CONTACT = env.contact("SECURITY_CONTACT", f"{BASE_URL}/en/about/")
FIP_SECURITY_EXPIRES = date(2027, 11, 1)

INSTALLED_APPS = [
    "priorities.signin.apps.OfficialsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_otp_webauthn",
    "axes",
    "simple_history",
    "csp",
    "fip_tracker",
    "priorities",
]

MIDDLEWARE = [
    "fip_tracker.replicas.public_reads",
    "django.middleware.security.SecurityMiddleware",
    # Above WhiteNoise, so that static files carry these headers too.
    "fip_tracker.logs.request_log",
    "fip_tracker.metrics.counted",
    "fip_tracker.middleware.permissions_policy",
    "fip_tracker.middleware.open_to_scripts",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fip_tracker.limits.limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, so that it answers in place of the page that a locked-out person asked for.
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Databases
ENGINE_SETTINGS: dict[str, dict[str, Any]] = {
    "django.db.backends.sqlite3": {
        "OPTIONS": {
            # A transaction takes the write lock when it begins: one that read first and wrote later
            # would fail at once, without waiting, if another had written in between.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,  # seconds; also SQLite's busy timeout
            # FULL, because in WAL mode NORMAL loses the last acknowledged writes when the power fails.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            # Without it REPLACE deletes rows unseen by the triggers that guard them.
            "PRAGMA recursive_triggers=ON",
        },
    },
    "django.db.backends.postgresql": {"OPTIONS": {"connect_timeout": 5}},
}


def connection(config: dict[str, Any]) -> dict[str, Any]:
    """The database of a URL with what its engine needs; options written in the URL win."""
    shared = ENGINE_SETTINGS[config["ENGINE"]]
    options = {**shared["OPTIONS"], **config.get("OPTIONS", {})}
    return {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, **config, "OPTIONS": options}


DATABASES = {"default": connection(env.database("DATABASE_URL", "sqlite:///db.sqlite3"))}
if replica := env.database("DATABASE_REPLICA_URL"):
    DATABASES["replica"] = connection(replica)
DATABASE_ROUTERS = ["fip_tracker.replicas.PublicReads"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", "locmemcache://")}
if is_shared(CACHES["default"]):
    # What one version counted or rendered is not for the next, nor for a site with other settings.
    told = [BASE_URL, FIP_DATA_LICENCE, FIP_DATA_ATTRIBUTION, FIP_CONTACT, FIP_SECURITY_CONTACT, FIP_SELF_APPROVAL]
    CACHES["default"]["KEY_PREFIX"] = build_of(BASE_DIR, CACHES["default"].get("KEY_PREFIX", ""), *told)
# Kept by each process; 0 renders every page anew, as DEBUG does.
PAGE_CACHE_MEGABYTES = 0 if DEBUG else env.whole("PAGE_CACHE_MEGABYTES", 64)
FILE_CACHE_MEGABYTES = env.whole("FILE_CACHE_MEGABYTES", 256)

# Officials
AUTH_USER_MODEL = "priorities.Official"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# A wrong password five times from one address locks the name there for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "priorities.signin.pages.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS: list[str] = []  # the log has to say who and from where; passwords never get into it
FIP_BEHIND_PROXY = env.flag("BEHIND_PROXY")
FIP_CLIENT_ADDRESS = "fip_tracker.proxy.client_address" if FIP_BEHIND_PROXY else "fip_tracker.proxy.direct_address"
if FIP_BEHIND_PROXY:
    AXES_CLIENT_IP_CALLABLE = FIP_CLIENT_ADDRESS

# What one address may ask of each process: so much at once, then so much a minute; 0 a minute is as much as it likes.
FIP_RATES = {
    "files": (60, env.whole("RATE_FILES", 120)),
    "search": (30, env.whole("RATE_SEARCH", 60)),
    "signin": (20, env.whole("RATE_SIGN_IN", 20)),
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # bytes of a form without its files; files have limits of their own
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FIP_METRICS_TOKEN = env.text("METRICS_TOKEN")

# The second factor
OTP_TOTP_ISSUER = "FIP Tracker"
OTP_WEBAUTHN_RP_NAME = "FIP Tracker"
# Browsers tie passkeys to a name, never to a number. On one's own machine that name is localhost.
OTP_WEBAUTHN_RP_ID = address.host if address.secure else "localhost"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [BASE_URL if address.secure else f"http://localhost:{PORT}"]
OTP_WEBAUTHN_HELPER_CLASS = "priorities.signin.passkeys.PasskeyHelper"
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False

# Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("ja", _("Japanese"))]
# Named, so that the words of the record win over what other apps say for the same English.
LOCALE_PATHS = [BASE_DIR / "priorities" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / "var" / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Mail
mail = env.email("EMAIL_URL", "consolemail://")
EMAIL_BACKEND = mail["EMAIL_BACKEND"]
EMAIL_HOST = mail.get("EMAIL_HOST", "localhost")
EMAIL_PORT = mail.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = mail.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = mail.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = mail.get("EMAIL_FILE_PATH") or None
EMAIL_TIMEOUT = 30  # seconds
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", f"FIP Tracker <no-reply@{address.host}>")

# Security
SECURE_SSL_REDIRECT = address.secure
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes come from inside, past the proxy that ends TLS
SECURE_HSTS_SECONDS = 31_536_000 if address.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = address.secure
SECURE_HSTS_PRELOAD = address.secure
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
if env.flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
# A browser keeps a cookie named __Host-… only if it is Secure, so the prefix goes with https.
SESSION_COOKIE_NAME = "__Host-session" if address.secure else "session"
SESSION_COOKIE_SECURE = address.secure
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf" if address.secure else "csrf"
CSRF_COOKIE_SECURE = address.secure
CSRF_COOKIE_HTTPONLY = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

# The same for everybody without one of our cookies: kept as bytes, and read from the replica.
PUBLIC_PATHS = re.compile(r"/(?:(?:en|fr|ja)/|data/|api/|embed/|sitemaps/|sitemap\.xml$|robots\.txt$)")
OWN_COOKIES = frozenset({SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, "messages"})

LOG_FORMAT = env.choice("LOG_FORMAT", "json" if address.secure and not DEBUG else "line", known=["json", "line"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "fip_tracker.logs.JSONFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # One line a request; on a terminal that would bury everything else.
        "fip_tracker.requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
    },
}
