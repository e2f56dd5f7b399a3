#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

from fip_tracker.environment import WrongSettingError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fip_tracker.settings")
    try:
        execute_from_command_line(sys.argv)
    except WrongSettingError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
