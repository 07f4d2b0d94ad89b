"""The `kenes` command: every management command under one name."""

import os
import sys
import tempfile

from django.core.management import execute_from_command_line

KEEPS_NOTHING = {"opinions"}  # from files to files: no data folder appears where it is run


def main() -> None:
    """Run `kenes COMMAND`; `main-job` and `main_job` are the same command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")
    arguments = sys.argv[1:]
    if arguments:
        arguments[0] = arguments[0].replace("-", "_") if not arguments[0].startswith("-") else arguments[0]
    if arguments[:1] and arguments[0] in KEEPS_NOTHING:
        with tempfile.TemporaryDirectory() as home:
            os.environ["KENES_HOME"] = home
            execute_from_command_line(["kenes", *arguments])
    else:
        execute_from_command_line(["kenes", *arguments])


if __name__ == "__main__":
    main()
