"""A scout of the demo region who opens pages again and again, in a process of its own with one data folder.

Reads one order per line from stdin and answers each with one line, both JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.rows import queries_with
from dnm.accounts.models import User
from dnm.matching.models import Need

SCOUT = "a.beckmann@dzm.example"
DIRECTORY = "/buero/verzeichnis/"


class Visitor:
    """Signed in; knows the address of every page that is measured."""

    def __init__(self) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.force_login(User.objects.get(email=SCOUT))
        need = Need.objects.get(title__startswith="Ausschuss", organisation__name__startswith="Kunststofftechnik Reh")
        self.addresses = {
            "board": "/buero/?zustaendig=alle",
            "need with its matches": f"/buero/bedarfe/{need.pk}/vorschlaege/",
            "organisations: first page": DIRECTORY,
            "organisations: one filter": f"{DIRECTORY}?art=company",
            "organisations: two filters": f"{DIRECTORY}?art=company&branche=C",
            "organisations: search": f"{DIRECTORY}?suche=rheinknoten",
            "organisations: search, nearly all fit": f"{DIRECTORY}?suche=e",
            "organisations: search, other number of hits": f"{DIRECTORY}?suche=technik",
            "organisations: typing error": f"{DIRECTORY}?suche=rheinknotten",
            "organisations: typing errors in two words": f"{DIRECTORY}?suche=digitall+rheinknotten",
            "organisations: typing errors, other number of hits": f"{DIRECTORY}?suche=kunstofftechnik+remert",
        }

    def open(self, address: str) -> Any:
        cache.clear()  # the limit of searches a minute
        answer = self.client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return answer

    def times(self, page: str, count: int) -> list[list[float]]:
        """CPU and wall milliseconds of page and database together, which are one process."""
        found = []
        for _number in range(count):
            cpu, wall = time.process_time(), time.perf_counter()
            self.open(self.addresses[page])
            found.append([(time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000])
        return found

    def look(self) -> dict[str, dict[str, int]]:
        """Queries and shown rows of every page; warms up on the way."""
        return {page: self.counted(address) for page, address in self.addresses.items()}

    def counted(self, address: str) -> dict[str, int]:
        self.open(address)
        with CaptureQueriesContext(connection) as queries:
            answer = self.open(address)
        return {"queries": len(queries), "rows": answer.content.decode().count("data-row")}


def main() -> None:
    visitor = Visitor()
    orders: dict[str, Callable[[dict[str, Any]], Any]] = {
        "look": lambda order: visitor.look(),
        "times": lambda order: visitor.times(order["page"], order["count"]),
        "rows": lambda order: queries_with(order["count"], visitor),
    }
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(orders[order["do"]](order)), flush=True)
