"""What lists share: a filter as a link, and pages of rows that were counted already."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator


@dataclass(frozen=True)
class Choice:
    """A filter as a link, with the number of its rows where they were counted."""

    value: str
    label: Any
    count: int | None
    here: bool


class Countless(Paginator):
    """The rows are counted already, together with the filters."""

    def __init__(self, rows: Any, per_page: int, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count
