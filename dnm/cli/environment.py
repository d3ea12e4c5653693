"""Variables from ``.env`` in the current folder; what stands in the environment wins. No Django."""

import os
import re
from pathlib import Path

from .failure import Failure

KNOWN = (
    "DNM_DATA_DIR", "DNM_DATABASE_URL", "DNM_EMAIL_URL", "DNM_EMAIL_FROM", "DNM_PUBLIC_URL", "DNM_SECRET_KEY",
    "DNM_PORT", "DNM_DEMO", "DNM_MODELS_DIR", "DNM_RANKING", "DNM_SHARED_CACHE", "DNM_BEHIND_PROXY",
    "DNM_STATIC_ROOT",
)  # fmt: skip
LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")
PORTS = range(1, 65536)


def read_environment(path: Path) -> None:
    """Take over what the file says, and refuse values that could only lead to puzzling errors later."""
    if path.is_file():
        for name, value in _lines(path):
            os.environ.setdefault(name, value)
    port = os.environ.get("DNM_PORT", "8000")
    if not port.isdecimal() or int(port) not in PORTS:
        raise Failure(f"DNM_PORT must be a number from 1 to 65535, not {port!r}")
    for name in ("DNM_DEMO", "DNM_SHARED_CACHE", "DNM_BEHIND_PROXY"):
        if os.environ.get(name, "") not in ("", "0", "1"):
            raise Failure(f"{name} must be 1 or 0, not {os.environ[name]!r}")


def _lines(path: Path) -> list[tuple[str, str]]:
    found = []
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise Failure(f"{path} is not UTF-8") from broken
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = LINE.fullmatch(line)
        if not match:
            raise Failure(f"{path} line {number}: expected NAME=VALUE")
        name, value = match.groups()
        if name.startswith("DNM_") and name not in KNOWN:
            raise Failure(f"{path} line {number}: DNM knows no variable {name}")
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        if name in KNOWN:
            found.append((name, value))
    return found


def data_folder() -> Path:
    return Path(os.environ.get("DNM_DATA_DIR", "var")).absolute()


def port() -> int:
    return int(os.environ.get("DNM_PORT", "8000"))
