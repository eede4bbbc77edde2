"""python -m confidentiality.embedded run | rotate | exec -- COMMAND… | memory; each says with --help what it takes."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .errors import LauncherError
from .execute import execute
from .memory import report
from .rotation import rotate
from .run import run
from .say import say


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks and return the exit status; 1 with a sentence when it can't."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.command == "run":
            return run(with_parent=asked.with_parent, first=asked.first or ())
        if asked.command == "exec":
            return execute(asked.state and asked.state.absolute(), asked.argv)
        if asked.command == "rotate":
            return rotate(finish=asked.finish)
        print(report(as_json=asked.json))
    except LauncherError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:  # while services were starting or stopping; both are undone by now
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m confidentiality.embedded")
    commands = parser.add_subparsers(dest="command", required=True)
    run_parser = commands.add_parser("run", help="the whole demo, until Ctrl-C")
    run_parser.add_argument("--with-parent", action="store_true", help="stop when the caller ends")
    run_parser.add_argument(
        "--first", nargs=2, metavar="NAME", help="no demo: let these two in, who set everything up"
    )
    exec_parser = commands.add_parser("exec", help="one command beside services of its own")
    exec_parser.add_argument("--state", type=Path, help="keep the services' state in this folder")
    exec_parser.add_argument("argv", nargs="+", metavar="COMMAND")
    rotate_parser = commands.add_parser("rotate", help="a new master key for the stopped demo")
    rotate_parser.add_argument(
        "--finish", action="store_true", help="go on with one that was ended"
    )
    memory_parser = commands.add_parser("memory", help="what the running demo takes")
    memory_parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
