"""``dnm up``: everything on this machine. Loads no Django itself, so that it stays small."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from .children import Child, Family
from .environment import data_folder, port
from .failure import Failure

ANSWERS_WITHIN = 60.0


def up() -> int:
    listener = _listen(port())
    prepared = subprocess.run([sys.executable, "-m", "dnm.cli", "prepare"])
    if prepared.returncode:
        return prepared.returncode  # it said why
    family = Family()
    try:
        descriptor = listener.fileno()
        web = [sys.executable, "-m", "gunicorn", "-c", "python:dnm.cli.server"]
        extra = {"LISTENING_SOCKET": str(descriptor)}
        family.children.append(Child("web", web, extra, [descriptor]))
        family.children.append(Child("worker", [sys.executable, "-m", "dnm.cli", "worker"]))
        _wait_for_answer(family)
        if not family.ending:
            _say_where()
    except BaseException:
        family.end()
        raise
    family.watch()
    return 0


def _listen(number: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", number))
    except OSError as taken:
        raise Failure(
            f"port {number} cannot be used ({taken.strerror}): stop what listens there, or choose another with DNM_PORT"
        ) from taken
    listener.listen(1024)
    return listener


def _wait_for_answer(family: Family) -> None:
    """Print the address only when a browser would get a page."""
    give_up = time.monotonic() + ANSWERS_WITHIN
    while not family.ending and time.monotonic() < give_up:
        for child in family.children:
            child.revive()
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port()}/", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # it answers; what is wrong stands in the log
        except OSError:
            time.sleep(0.2)


def _say_where() -> None:
    accounts = data_folder() / "demo-accounts.json"
    if (data_folder() / "demo").exists() and accounts.exists():
        listed = json.loads(accounts.read_text("utf-8"))
        rows = listed["accounts"] if isinstance(listed, dict) else listed
        print("Demo accounts (role, e-mail, password):")
        widths = [max(len(str(row[name])) for row in rows) for name in ("role", "email")]
        for row in rows:
            print(f"  {row['role']:<{widths[0]}}  {row['email']:<{widths[1]}}  {row['password']}")
    if not os.environ.get("DNM_EMAIL_URL"):
        print(f"Letters are written to {data_folder() / 'outbox'}, not sent (DNM_EMAIL_URL is not set).")
    print(f"http://127.0.0.1:{port()}", flush=True)
