#!/usr/bin/env python
"""Django's command line; beside a running `make run` it finds that run's services by itself."""

import os
import sys

from confidentiality.embedded.adopt import adopt_demo


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confidentiality.settings.demo")
    adopt_demo(os.environ, sys.argv[1] if len(sys.argv) > 1 else "")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
