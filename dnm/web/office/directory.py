"""The directory: list, map and export."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.accounts.queries import scouts
from dnm.directory.actions import add_topic, log_export
from dnm.directory.industries import industry, size_classes
from dnm.directory.models import Organisation, Topic
from dnm.directory.papers import organisations_xlsx
from dnm.directory.places import municipalities
from dnm.directory.queries import DirectoryList, Filters, filters_from
from dnm.directory.queries.lists import NONE, divisions_of_sections
from dnm.directory.rules import can_keep_directory
from dnm.web.access import only_for
from dnm.web.directory_forms import TopicForm, show_problems
from dnm.web.language import reading_language
from dnm.web.limits import limited
from dnm.web.pages import Choice, Countless
from dnm.web.regional_map import regional_map
from dnm.web.requests import SignedInRequest

ROWS_PER_PAGE = 50
PARAMETERS = {
    "text": "suche",
    "kind": "art",
    "municipality": "gemeinde",
    "section": "branche",
    "size": "groesse",
    "topic": "thema",
    "scout": "zustaendig",
    "state": "stand",
}
"""Filter -> its name in the address."""


@dataclass(frozen=True)
class Group:
    """One filter as a row of links. ``folded`` ones have many values and open on demand."""

    parameter: str
    label: str
    choices: list[Choice]
    folded: bool

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.here), None)


def filters_of(values: QueryDict) -> Filters:
    return filters_from({name: values.get(parameter, "") for name, parameter in PARAMETERS.items()})


@only_for(can_keep_directory)
@limited("directory-search", count=120, seconds=60, method="GET", when="suche")
def directory(request: SignedInRequest) -> HttpResponse:
    filters = filters_of(request.GET)
    listing = DirectoryList(request.actor, filters)
    counts = listing.counts()
    total = counts["kind"].get(filters.kind, 0) if filters.kind else sum(counts["kind"].values())
    on_map = request.GET.get("ansicht") == "karte"
    context: dict[str, Any] = {
        "filters": filters,
        "total": total,
        "waiting": sum(counts["state"].values()),
        "groups": list(_groups(filters, counts)),
        "on_map": on_map,
        "filtered": bool(filters.text or filters.chosen),
    }
    if on_map:
        context["map"] = regional_map(counts["municipality"], chosen=filters.municipality)
        context["outside"] = counts["municipality"].get(NONE, 0)
    else:
        pages = Countless(listing.rows(), ROWS_PER_PAGE, total)
        context["page"] = pages.get_page(request.GET.get("seite"))
    return render(request, "office/directory/list.html", context)


def _groups(filters: Filters, counts: Mapping[str, Mapping[str, int]]) -> Iterator[Group]:
    folded = {"municipality", "section", "topic"}
    for name, title in TITLES.items():
        labels = LABELS[name]()
        choices = [
            Choice(value, label, counts[name].get(value, 0), getattr(filters, name) == value)
            for value, label in labels.items()
            if counts[name].get(value) or getattr(filters, name) == value
        ]
        if choices:
            yield Group(PARAMETERS[name], str(title), choices, name in folded)


def _municipality_labels() -> dict[str, str]:
    return {place.ags: place.name for place in municipalities()} | {NONE: gettext("außerhalb des Kreises")}


def _section_labels() -> dict[str, str]:
    language = reading_language()
    titles = {code: industry(code).title(language).capitalize() for code in divisions_of_sections()}
    return titles | {NONE: gettext("ohne Angabe")}


def _size_labels() -> dict[str, str]:
    language = reading_language()
    return {size.key: size.label(language) for size in size_classes()} | {NONE: gettext("ohne Angabe")}


def _topic_labels() -> dict[str, str]:
    return {str(topic.pk): getattr(topic, f"name_{reading_language()}") for topic in Topic.objects.all()}


def _scout_labels() -> dict[str, str]:
    return {str(scout.pk): scout.full_name for scout in scouts()} | {NONE: gettext("niemand")}


TITLES = {
    "kind": _("Art"),
    "size": _("Größe"),
    "scout": _("Zuständig"),
    "municipality": _("Gemeinde"),
    "section": _("Branche"),
    "topic": _("Thema"),
}
LABELS = {
    "kind": lambda: {str(value): str(label) for value, label in Organisation.Kind.choices},
    "size": _size_labels,
    "scout": _scout_labels,
    "municipality": _municipality_labels,
    "section": _section_labels,
    "topic": _topic_labels,
}


@only_for(can_keep_directory)
@require_POST
@limited("directory-export", count=20, seconds=3600)
def export(request: SignedInRequest) -> HttpResponse:
    """The list as it is filtered in the address; the journal keeps who took it out of the house."""
    filters = filters_of(request.GET)
    organisations = list(DirectoryList(request.actor, filters).export_rows())
    content = organisations_xlsx(organisations, filters, by=request.actor, now=timezone.now())
    log_export(by=request.actor, count=len(organisations), filters=filters.chosen, text=filters.text)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = f"verzeichnis-{timezone.localdate():%Y-%m-%d}.xlsx"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@only_for(can_keep_directory)
def topics(request: SignedInRequest) -> HttpResponse:
    form = TopicForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            add_topic(by=request.actor, **form.cleaned_data)
            return redirect("office:topics")
        except Refused as refusal:
            show_problems(form, refusal)
    return render(request, "office/directory/topics.html", {"form": form, "topics": Topic.objects.all()})
