#!/usr/bin/env python
"""Administrative commands. A wrong setting ends them with one sentence instead of a traceback."""

import os
import sys

from edu_week import env


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edu_week.settings")
    env.read_dotenv()
    from django.conf import settings
    from django.core.management import execute_from_command_line

    try:
        settings.INSTALLED_APPS  # noqa: B018 (reads the settings, so a bad one is told before any command starts)
    except env.SettingError as error:
        sys.exit(f"Cannot start: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
