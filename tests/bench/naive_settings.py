"""Settings of the naive site: Django's own defaults on the same record."""

from importlib.util import find_spec

from fip_tracker.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.naive"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# Its own pages; the stock admin has Django's.
TEMPLATES = [{**TEMPLATES[0], "DIRS": [BASE_DIR / "tests" / "bench" / "templates"]}]  # noqa: F405
if find_spec("rest_framework"):
    INSTALLED_APPS = [*INSTALLED_APPS, "rest_framework"]  # noqa: F405
