"""Start-ups that agreed to be listed, and the five fields with which a start-up registers."""

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render

from dnm.accounts.actions import Refused
from dnm.directory.actions import register_startup
from dnm.directory.queries import listed_startups, matching_text
from dnm.matching.models import Offer
from dnm.web.access import open_to_all
from dnm.web.directory_forms import new_form_token, show_problems
from dnm.web.language import reading_language
from dnm.web.limits import limited
from dnm.web.requests import Request
from dnm.web.startup_forms import RegistrationForm

ROWS_PER_PAGE = 20
REGISTERED = "registered_startup"


@open_to_all
@limited("startup-search", count=60, seconds=60, method="GET", when="suche")
def startups(request: Request) -> HttpResponse:
    words = request.GET.get("suche", "").replace("\0", "").strip()[:100]
    active = Prefetch("offers", Offer.objects.filter(active=True), to_attr="active_offers")
    found = matching_text(listed_startups(), words, _in_their_words).prefetch_related("references", active)
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("seite"))
    return render(request, "public/startups.html", {"page": page, "words": words})


def _in_their_words(word: str) -> Q:
    """In the description or in an offer."""
    offers = Offer.objects.filter(Q(title__icontains=word) | Q(text__icontains=word), active=True)
    return Q(startup__summary__icontains=word) | Q(pk__in=offers.values("organisation"))


@open_to_all
@limited("startup-registration", count=10, seconds=3600)
def register(request: Request) -> HttpResponse:
    if request.method != "POST":
        initial = {"form_token": new_form_token(), "language": reading_language()}
        return render(request, "public/register_startup.html", {"form": RegistrationForm(initial=initial)})
    form = RegistrationForm(request.POST)
    if form.is_valid():
        try:
            startup = register_startup(**form.cleaned_data)
            # The session, not the address, says whose confirmation is shown.
            request.session[REGISTERED] = {"name": startup.name, "email": form.cleaned_data["email"]}
            return redirect("public:startup-registered")
        except Refused as refusal:
            show_problems(form, refusal)
    return render(request, "public/register_startup.html", {"form": form})


@open_to_all
def registered(request: Request) -> HttpResponse:
    told = request.session.get(REGISTERED)
    if not told:
        return redirect("public:register-startup")
    return render(request, "public/startup_registered.html", told)
