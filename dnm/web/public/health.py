"""``/healthz``: the state of database, worker, outbox and clock in words; 503 when one is ill."""

from datetime import timedelta

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dnm.mail.queries import overdue_count
from dnm.web.access import open_to_all
from dnm.work.queries import last_beat


@open_to_all
def healthz(request: HttpRequest) -> HttpResponse:
    states = {"database": _database()}
    if states["database"] == "ok":
        states |= {"worker": _beating("worker", 120), "clock": _beating("clock", 900), "outbox": _outbox()}
    lines = "".join(f"{name}: {state}\n" for name, state in states.items())
    ill = any(state != "ok" for state in states.values())
    return HttpResponse(lines, status=503 if ill else 200, content_type="text/plain; charset=utf-8")


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "does not answer"
    return "ok"


def _beating(name: str, seconds: int) -> str:
    seen = last_beat(name)
    if seen is None:
        return "was never seen"
    late = timezone.now() - seen > timedelta(seconds=seconds)
    return f"not seen since {timezone.localtime(seen):%d.%m.%Y %H:%M}" if late else "ok"


def _outbox() -> str:
    count = overdue_count()
    return "ok" if count == 0 else f"{count} letters wait for more than an hour"
