"""The accounts of a demo region, written by `dnm demo`: shown on the sign-in page of a demo, nowhere else."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class DemoAccount:
    role: str
    name: str
    email: str
    password: str
    organisation: str = ""


def demo_accounts() -> list[DemoAccount]:
    """Nothing outside a demo, even when the file lies there."""
    path = Path(settings.DATA_DIR) / "demo-accounts.json"
    if not settings.DEMO or not path.exists():
        return []
    fields = DemoAccount.__dataclass_fields__
    rows = json.loads(path.read_text("utf-8"))
    return [DemoAccount(**{name: row.get(name) or "" for name in fields}) for row in rows]
