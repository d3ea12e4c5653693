"""Needs: the list, one need to sharpen, its way until it is closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.accounts.models import User
from dnm.accounts.queries import scouts
from dnm.accounts.rules import is_scout
from dnm.directory.queries import similar_organisations
from dnm.introductions.queries import introductions_visible_to
from dnm.journal.models import Entry
from dnm.journal.queries import history_of
from dnm.matching.actions import (
    DraftConflict,
    change_need,
    close_need,
    expire_need,
    qualify_need,
    reopen_need,
    take_charge,
    withdraw_need,
)
from dnm.matching.models import STATE_LABELS, Need
from dnm.matching.queries import needs_visible_to
from dnm.matching.queries.lists import NONE, NeedFilters, NeedList, need_filters_from
from dnm.matching.rules import can_edit, can_take, is_approved, missing_for_qualifying
from dnm.matching.workflow import NeedState
from dnm.web.access import only_for
from dnm.web.directory_forms import show_problems
from dnm.web.limits import limited
from dnm.web.requests import SignedInRequest

from .directory import Choice, Countless, Group
from .need_forms import NeedForm, initial_of
from .versions import Conflict, Difference

ROWS_PER_PAGE = 50
HISTORY_ROWS = 40
PARAMETERS = {
    "text": "suche",
    "state": "stand",
    "scout": "zustaendig",
    "confidentiality": "vertraulichkeit",
    "waiting": "wartet",
}
"""Filter -> its name in the address."""
TITLES = {
    "waiting": _("Wartet"),
    "state": _("Stand"),
    "scout": _("Zuständig"),
    "confidentiality": _("Vertraulichkeit"),
}
CONFIDENTIALITY = {"internal": _("vertraulich"), "anonymous": _("anonym"), "open": _("offen")}


@only_for(is_scout)
@limited("need-search", count=120, seconds=60, method="GET", when="suche")
def needs(request: SignedInRequest) -> HttpResponse:
    filters = _filters_of(request.GET)
    listing = NeedList(request.actor, filters)
    counts = listing.counts()
    total = counts["state"].get(filters.state, 0) if filters.state else sum(counts["state"].values())
    pages: Paginator[Need] = Countless(listing.rows(), ROWS_PER_PAGE, total)
    context = {
        "filters": filters,
        "total": total,
        "waiting": counts["waiting"].get("me", 0),
        "groups": list(_groups(filters, counts)),
        "filtered": bool(filters.text or filters.chosen),
        "page": pages.get_page(request.GET.get("seite")),
    }
    return render(request, "office/needs/list.html", context)


def _filters_of(values: QueryDict) -> NeedFilters:
    return need_filters_from({name: values.get(parameter, "") for name, parameter in PARAMETERS.items()})


def _groups(filters: NeedFilters, counts: dict[str, dict[str, int]]) -> Iterator[Group]:
    labels: dict[str, dict[str, str]] = {
        "waiting": {"me": gettext("auf mich")},
        "state": {str(state): str(label) for state, label in STATE_LABELS.items()},
        "scout": {str(one.pk): one.full_name for one in scouts()} | {NONE: gettext("niemand")},
        "confidentiality": {value: str(label) for value, label in CONFIDENTIALITY.items()},
    }
    for name, title in TITLES.items():
        choices = [
            Choice(value, label, counts[name].get(value, 0), getattr(filters, name) == value)
            for value, label in labels[name].items()
            if counts[name].get(value) or getattr(filters, name) == value
        ]
        if choices:
            yield Group(PARAMETERS[name], str(title), choices, folded=False)


# --- One need ---


def visible_need(request: SignedInRequest, pk: int) -> Need:
    return get_object_or_404(needs_visible_to(request.actor), pk=pk)


@dataclass(frozen=True)
class Missing:
    """A field that has to be filled before start-ups are asked."""

    name: str
    label: str


@only_for(is_scout)
def need(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = visible_need(request, pk)
    if request.method != "POST":
        return _page(request, shown, NeedForm(shown.organisation, initial=initial_of(shown)))
    form = NeedForm(shown.organisation, request.POST)
    conflict = None
    if form.is_valid():
        try:
            shown = change_need(shown, by=request.actor, version=form.seen, **form.words)
            return _saved(request, shown)
        except DraftConflict as refusal:
            conflict = _conflict(form, refusal.current)
        except Refused as refusal:
            show_problems(form, refusal)
    return _page(request, shown, form, conflict)


def _saved(request: SignedInRequest, shown: Need) -> HttpResponse:
    if "freischalten" not in request.POST:
        messages.success(request, gettext("Gespeichert."))
        return redirect("office:need", shown.pk)
    try:
        qualify_need(shown, by=request.actor)
    except Refused as refusal:
        messages.error(request, gettext("Gespeichert. %(why)s") % {"why": refusal})
        return redirect("office:need", shown.pk)
    messages.success(request, gettext("Der Bedarf ist freigeschaltet. Die Angebote werden jetzt geordnet."))
    return redirect("office:matches", shown.pk)


def _conflict(form: NeedForm, stands: Need) -> Conflict:
    """Both versions; the form goes on with the present one, so that saving again is a decision."""
    data = cast(QueryDict, form.data).copy()
    data["version"] = str(stands.version)
    form.data = data
    stored = NeedForm(stands.organisation, initial=initial_of(stands))
    differences = [
        Difference(str(form.fields[name].label), _in_words(stored, name), _in_words(form, name))
        for name in form.words
        if _in_words(stored, name) != _in_words(form, name)
    ]
    entry = history_of(stands).filter(verb="need.changed").last()
    return Conflict(entry, differences)


def _in_words(form: NeedForm, name: str) -> str:
    """What a field holds, as a person would read it."""
    field, value = form.fields[name], form[name].value()
    if name in ("shown_to_startups", "shown_publicly"):
        return gettext("ja") if value else gettext("nein")
    if hasattr(field, "choices"):
        values = value if isinstance(value, list) else [value]
        chosen = {"" if one is None else str(getattr(one, "pk", one)) for one in values}
        return ", ".join(str(label) for key, label in field.choices if str(key) in chosen)
    return str(getattr(form, "cleaned_data", {}).get(name) or value or "")


def _page(request: SignedInRequest, shown: Need, form: NeedForm, conflict: Conflict | None = None) -> HttpResponse:
    actor = request.actor
    teasers = list(shown.teasers.all())
    submitted = shown.state == NeedState.SUBMITTED
    steps = ("qualify", "close_solved", "close_unsolved", "withdraw", "expire", "reopen")
    context: dict[str, Any] = {
        "need": shown,
        "form": form,
        "conflict": conflict,
        "missing": _missing(shown) if submitted else [],
        "editable": can_edit(shown, actor),
        "may": {step: can_take(step, shown, actor) for step in steps},
        "contacts": shown.organisation.contacts.filter(left_on=None),
        "similar": similar_organisations(shown.organisation) if submitted else [],
        "introductions": introductions_visible_to(actor).filter(need=shown).order_by("pk"),
        "teasers": [(one, is_approved(one)) for one in teasers],
        "history": _history(shown, teasers),
        "scouts": scouts(),
    }
    return render(request, "office/needs/need.html", context)


def _missing(shown: Need) -> list[Missing]:
    fields = NeedForm(None).fields
    return [Missing(name, str(fields[name].label)) for name in missing_for_qualifying(shown)]


def _history(shown: Need, teasers: list[Any]) -> list[Entry]:
    """Of the need and its teasers, the newest first."""
    entries = list(history_of(shown)) + (list(history_of(*teasers)) if teasers else [])
    return sorted(entries, key=lambda entry: -entry.pk)[:HISTORY_ROWS]


@only_for(is_scout)
@require_POST
def step(request: SignedInRequest, pk: int) -> HttpResponse:
    """One step along the way of a need; each is one button."""
    shown = visible_need(request, pk)
    wanted = request.POST.get("schritt", "")
    try:
        words = _take(request, shown, wanted)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if words:
            messages.success(request, words)
    return redirect("office:need", pk)


def _take(request: SignedInRequest, shown: Need, wanted: str) -> str:
    actor = request.actor
    if wanted in ("geloest", "nicht-geloest"):
        close_need(shown, by=actor, solved=wanted == "geloest")
        return gettext("Der Bedarf ist abgeschlossen. Startups, die gefragt waren, hören davon.")
    if wanted == "zurueckgezogen":
        withdraw_need(shown, by=actor)
        return gettext("Der Bedarf ist zurückgezogen.")
    if wanted == "abgelaufen":
        expire_need(shown, by=actor)
        return gettext("Der Bedarf ist abgelaufen.")
    if wanted == "oeffnen":
        reopen_need(shown, by=actor)
        return gettext("Der Bedarf ist wieder offen.")
    if wanted == "zustaendig":
        scout = _person(request.POST.get("person", ""))
        if scout is None:
            raise Refused(gettext("Wählen Sie, wer zuständig sein soll."))
        take_charge(shown, scout, by=actor)
        return gettext("Zuständig ist jetzt %(name)s.") % {"name": scout.full_name}
    return ""


def _person(key: str) -> User | None:
    return scouts().filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 10 else None
