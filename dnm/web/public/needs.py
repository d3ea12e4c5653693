"""The board of open needs: approved teasers of companies that ticked the public board."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from dnm.matching.queries import teasers_open_to_public
from dnm.matching.queries.teasers import one_per_need
from dnm.web.access import open_to_all
from dnm.web.language import reading_language
from dnm.web.requests import Request

ROWS_PER_PAGE = 20


@open_to_all
def needs(request: Request) -> HttpResponse:
    found = one_per_need(teasers_open_to_public(), reading_language())
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("seite"))
    return render(request, "public/needs.html", {"page": page})


@open_to_all
def need(request: Request, number: str) -> HttpResponse:
    """The address carries the teaser's own key: the number of a need would lead to its firm's letters."""
    key = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    teaser = get_object_or_404(teasers_open_to_public().select_related("need__organisation"), pk=key)
    return render(request, "public/need.html", {"teaser": teaser})
