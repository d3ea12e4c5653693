"""``make bench``: every part, or those named: ``python -m bench ranking``. Prints results beside their baselines."""

import importlib
import sys

PARTS = ("ranking", "timetable", "pages", "start")

if __name__ == "__main__":
    wanted = sys.argv[1:] or list(PARTS)
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        sys.exit(f"bench: there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for name in wanted:
        importlib.import_module(f"bench.{name}").main([])
