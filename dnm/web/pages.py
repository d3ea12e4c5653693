"""Pages of a list whose rows were counted already."""

from typing import Any

from django.core.paginator import Paginator


class Countless(Paginator):
    """The rows are counted already, together with the filters."""

    def __init__(self, rows: Any, per_page: int, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count
