"""The settings of the service, but for static files: compressing them would take longer than all faults together."""

from fip_tracker.settings import *  # noqa: F403
from fip_tracker.settings import STORAGES

STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
