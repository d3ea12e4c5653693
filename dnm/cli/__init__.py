"""The ``dnm`` command. Errors are one clear line on stderr and exit status 2; files are UTF-8."""

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from .environment import read_environment
from .failure import Failure

UNUSABLE = 2
MOST_SECONDS = 86_400
# Small matrices: a second thread of the linear algebra only waits for the first, at full load. Read when numpy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Failure(f"{message} ({self.prog} --help)")


def main(arguments: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        options = _parser().parse_args(arguments)
        read_environment(Path(".env"))
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except Failure as failure:
        return _complain(str(failure))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `dnm … | head`: nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _complain(_explained(error))


def _complain(line: str) -> int:
    print(f"dnm: {' '.join(line.split())}", file=sys.stderr)
    return UNUSABLE


def _explained(error: Exception) -> str:
    """One line; for what nobody foresaw, the trace stands above it."""
    if type(error).__module__.startswith("django.db"):
        return f"the database does not do what it should: {error}"
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename}" if error.filename else str(error.strerror or error)
    traceback.print_exception(error)
    return f"unexpected {type(error).__name__}: {error}"


def _parser() -> Parser:
    parser = Parser(prog="dnm", description="DNM, Digitales Netzwerk Mittelstand")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], does: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=does, description=does)
        added.set_defaults(run=run)
        return added

    command("up", _up, "migrate, start web and worker on this machine, print the address")
    command("prepare", _prepare, "make folders and keys, migrate, collect static files; what up does first")
    demo = command("demo", _demo, "build the demo region in an empty data folder")
    demo.add_argument("--seed", type=int, default=2018, metavar="N", help="another N, another region (2018)")
    demo.add_argument("--size", choices=("S", "M", "L"), default="M", help="S for tests, L for measuring (M)")
    demo.add_argument("--json", type=Path, metavar="FILE", help="write accounts and ids to FILE")
    match = command("match", _match, "rank offers for needs, JSONL in and out")
    match.add_argument("--needs", type=Path, required=True, metavar="N.jsonl")
    match.add_argument("--offers", type=Path, required=True, metavar="O.jsonl")
    match.add_argument("--top", type=_positive, default=10, metavar="K", help="matches per need (10)")
    score = command("score", _score, "scores of an answers file, JSON in and out")
    score.add_argument("answers", type=Path, nargs="?", metavar="ANSWERS.json")
    score.add_argument("--template", action="store_true", help="print an empty answers file instead")
    score.add_argument(
        "--questionnaire", metavar="ID", help="one of ours, or a YAML file of your own (digital-check-1)"
    )
    score.add_argument("--language", choices=("de", "en"), default="de", help="of the questions in the template (de)")
    timetable = command("timetable", _timetable, "the plan of a meeting day, JSON in and out")
    timetable.add_argument("event", type=Path, metavar="EVENT.json")
    timetable.add_argument("--seconds", type=_seconds, default=60.0, metavar="S", help="to plan at most (60)")
    worker = command("worker", _worker, "background jobs, letters and the clock")
    worker.add_argument("--once", action="store_true", help="do what is due now, then end")
    backup = command("backup", _backup, "write everything into a new folder")
    backup.add_argument("folder", type=Path, metavar="DIR")
    backup.add_argument("--with-keys", action="store_true", help="put the keys inside: keep it locked away")
    restore = command("restore", _restore, "read a backup into an empty data folder or database")
    restore.add_argument("folder", type=Path, metavar="DIR")
    verify = command("verify", _verify, "check the journal: 0 clean, 1 tampered, 2 unusable")
    verify.add_argument(
        "--renew-head", action="store_true", help="write a lost journal.head anew, if all else is clean"
    )
    command("check", _check, "tell what is missing for production")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 <= number <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds from 0 to {MOST_SECONDS}")
    return number


# Each command loads only what it needs: `match` no Django, `up` no ranking model.


def _up(options: argparse.Namespace) -> int:
    from .up import up

    return up()


def _prepare(options: argparse.Namespace) -> int:
    from .prepare import prepare

    return prepare()


def _demo(options: argparse.Namespace) -> int:
    from .demo import build_demo

    return build_demo(seed=options.seed, size=options.size, json_file=options.json)


def _match(options: argparse.Namespace) -> int:
    from .match import match

    return match(options.needs, options.offers, top=options.top)


def _score(options: argparse.Namespace) -> int:
    from .score import print_scores, print_template

    if options.template == (options.answers is not None):
        raise Failure("name an answers file, or --template for an empty one (dnm score --help)")
    if options.template:
        return print_template(options.questionnaire, options.language)
    return print_scores(options.answers, options.questionnaire)


def _timetable(options: argparse.Namespace) -> int:
    from .timetable import timetable

    return timetable(options.event, seconds=options.seconds)


def _worker(options: argparse.Namespace) -> int:
    from .work import work

    return work(once=options.once)


def _backup(options: argparse.Namespace) -> int:
    from .backup import backup

    return backup(options.folder, with_keys=options.with_keys)


def _restore(options: argparse.Namespace) -> int:
    from .restore import restore

    return restore(options.folder)


def _verify(options: argparse.Namespace) -> int:
    from .verify import verify

    return verify(renew_head=options.renew_head)


def _check(options: argparse.Namespace) -> int:
    from .check import check

    return check()
