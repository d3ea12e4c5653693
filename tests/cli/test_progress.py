"""A bar for people, silence for files."""

import io

from dnm.cli.progress import Bar, progress_on


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_file_gets_no_bar() -> None:
    assert progress_on(io.StringIO(), quiet=False) is None


def test_a_terminal_sees_how_far_it_is_and_how_long_it_will_take() -> None:
    stream, times = Terminal(), iter([0.0, 10.0, 10.1, 20.0])
    bar = Bar(stream, quiet=False, clock=lambda: next(times))

    bar("offers", 1_000, 40_000)
    bar("offers", 10_000, 40_000)
    bar("offers", 10_100, 40_000)
    bar("offers", 40_000, 40_000)

    assert stream.getvalue().split("\r\x1b[K") == [
        "",
        "offers " + "░" * 30 + " 1,000 of 40,000",
        "offers " + "█" * 7 + "░" * 23 + " 10,000 of 40,000, about 0 min 30 s left",
        "",
    ]


def test_results_on_the_same_terminal_are_not_disturbed() -> None:
    stream = Terminal()
    bar = progress_on(stream, quiet=True)

    assert bar is not None
    bar("needs", 1, 2)

    assert stream.getvalue() == ""
