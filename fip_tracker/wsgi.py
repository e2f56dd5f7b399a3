"""What the production server runs: `granian --interface wsgi fip_tracker.wsgi:application`."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from fip_tracker.environment import WrongSettingError
from fip_tracker.front import cached

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fip_tracker.settings")

try:
    application = cached(get_wsgi_application())
except WrongSettingError as problem:
    sys.exit(str(problem))
