"""The settings of the service, made fast, and independent of how this machine is configured."""

import os

# Only the database may be chosen from outside.
for name in (
    "ALLOWED_HOSTS",
    "BASE_URL",
    "BEHIND_PROXY",
    "CACHE_URL",
    "CONTACT",
    "DATABASE_REPLICA_URL",
    "DEBUG",
    "EMAIL_URL",
    "SECURITY_CONTACT",
):
    os.environ.pop(name, None)
for name in ("PORT", "SECOND_FACTOR_ROLES", "SELF_APPROVAL", "STATIC_ROOT"):
    os.environ.pop(name, None)
os.environ["ENV_FILE"] = os.devnull
os.environ["SECRET_KEY"] = "0123456789-abcdefghijklmnopqrstuvwxyz-only-for-tests"

from fip_tracker.settings import *  # noqa: E402, F403
from fip_tracker.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, STORAGES  # noqa: E402

ALLOWED_HOSTS = ["testserver", "127.0.0.1"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"

    # Each page is watched for queries that repeat per row; one engine shows them all.
    INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
    MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests are rolled back, so one leaves answers behind that would be wrong in the next.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
# Static files are served from where they are written, so nothing has to be collected first.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
