"""Demo regions to measure on: built once into DNM_BENCH_DIR (by default var/bench), used until the demo changes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("DNM_BENCH_DIR", "var/bench")).absolute()
MODELS = Path(os.environ.get("DNM_MODELS_DIR", Path(os.environ.get("DNM_DATA_DIR", "var"), "models"))).absolute()


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Nothing of the caller's own installation; the collected static files are shared by all regions."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DNM_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "dnm.settings",
        "DNM_DATA_DIR": str(folder),
        "DNM_STATIC_ROOT": str(HOME / "static"),
        "DNM_MODELS_DIR": str(MODELS),
        "PYTHONPATH": str(ROOT),
        **more,
    }


def in_django(module: str) -> list[str]:
    """A command that sets up Django before it imports the module, and calls its ``main``."""
    return [sys.executable, "-c", f"import django; django.setup(); from {module} import main; main()"]


def region(size: str) -> Path:
    """The data folder of a demo region of this size; what an earlier state of the demo left there goes."""
    folder = HOME / f"{size}-{_state_of_demo()}"
    if (folder / "built").exists():
        _dnm(folder, "prepare")  # new tables, new static files
        return folder
    HOME.mkdir(parents=True, exist_ok=True)
    for old in HOME.glob(f"{size}-*"):
        shutil.rmtree(old)
    before, begin = os.times(), time.perf_counter()
    _dnm(folder, "demo", "--size", size)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    print(f"dnm demo --size {size}: {cpu:.0f} CPU-s, {time.perf_counter() - begin:.0f} s; {load()}", flush=True)
    (folder / "built").touch()
    return folder


def _dnm(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "dnm.cli", *arguments]
    subprocess.run(command, env=environment(folder), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _state_of_demo() -> str:
    found = hashlib.sha256()
    for path in sorted(ROOT.glob("dnm/demo/**/*.*")):
        if path.suffix in (".py", ".yaml"):
            found.update(path.read_bytes())
    return found.hexdigest()[:10]


def load() -> str:
    one, five, _fifteen = os.getloadavg()
    return f"load {one:.1f} (5 min {five:.1f}) on {os.cpu_count()} cores"


def verdict(number: float, bar: float) -> str:
    return "bar reached" if number <= bar else "missed"
