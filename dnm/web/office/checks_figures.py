"""Topics × groups for the office, exact; what may leave it, from published blocks only; the export for reports."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dnm.evidence.indicators import check_means, finished_checks
from dnm.maturity.actions import log_export
from dnm.maturity.models import STAGE_LABELS
from dnm.maturity.papers import means_xlsx, report_csv, report_xlsx
from dnm.maturity.queries import export_rows, heat_map, last_snapshot
from dnm.maturity.queries.figures import HeatRow, OwnComparison
from dnm.maturity.queries.lists import NONE
from dnm.maturity.queries.questionnaires import shelf
from dnm.maturity.rules import works_on_checks
from dnm.maturity.workflow import Stage
from dnm.web.access import only_for
from dnm.web.limits import limited
from dnm.web.pages import Choice
from dnm.web.requests import SignedInRequest

from .checks_words import GROUPS, class_of, industry_groups, questionnaire_choices, sizes, title_of, topics_of, towns

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BY = {"industry": _("Branche"), "size": _("Größe"), "municipality": _("Gemeinde")}
PARAMETER = {"industry": "branche", "size": "groesse", "municipality": "gemeinde"}
"""By what is grouped -> name of that filter in the address of the list."""


@dataclass(frozen=True)
class Cell:
    """A mean, or nothing where nobody stands behind it."""

    text: str
    tint: str
    address: str = ""


@dataclass(frozen=True)
class Row:
    label: str
    count: int
    cells: list[Cell]


def key_of(request: SignedInRequest) -> str:
    """The questionnaire asked for, else the first."""
    asked = request.GET.get("fragebogen", "")
    return asked if asked in shelf().known else questionnaire_choices()[0][0]


@only_for(works_on_checks)
def heat(request: SignedInRequest) -> HttpResponse:
    """Exact, because it stays in the office: every cell leads to its companies."""
    key = key_of(request)
    asked_by, asked_stage = request.GET.get("nach", ""), request.GET.get("stufe", "")
    by = asked_by if asked_by in BY else "industry"
    stage = Stage(asked_stage) if asked_stage in set(Stage) else Stage.T0
    found = heat_map(request.actor, key, by=by, stage=stage)
    rows = _heat_rows(found, key, by, stage)
    context = {
        "topics": list(topics_of(key).values()),
        "rows": rows,
        "count": sum(row.count for row in rows),
        "title": title_of(key),
        "stage": stage,
        "by_label": BY[by],
        "weakest": _weakest(found, key),
        "keys": [Choice(one, title_of(one), None, one == key) for one in shelf().known],
        "groupings": [Choice(name, label, None, name == by) for name, label in BY.items()],
        "stages": [Choice(str(one), STAGE_LABELS[one], None, one == stage) for one in Stage],
    }
    return render(request, "office/checks/heat.html", context)


def _heat_rows(found: list[HeatRow], key: str, by: str, stage: Stage) -> list[Row]:
    """In the order of the groups, not of their keys."""
    labels, by_key = GROUPS[by](), {row.key: row for row in found}
    rows = []
    for name, label in labels.items():
        row = by_key.get("" if name == NONE else name)
        if row:
            asked = {"stand": "finished", "fragebogen": key, "stufe": str(stage), PARAMETER[by]: name}
            rows.append(Row(label, row.count, _heat_cells(row, key, asked)))
    return rows


def _heat_cells(row: HeatRow, key: str, asked: dict[str, str]) -> list[Cell]:
    address = reverse("office:checks")
    cells = [
        Cell(
            str(rounded(row.topics[topic])),
            class_of(row.topics[topic]),
            f"{address}?{urlencode(asked | {'thema': topic})}",
        )
        for topic in topics_of(key)
    ]
    return [*cells, Cell(str(rounded(row.overall)), class_of(row.overall), f"{address}?{urlencode(asked)}")]


def _weakest(found: list[HeatRow], key: str) -> tuple[str, int] | None:
    """The topic with the lowest mean over all companies, and that mean."""
    count = sum(row.count for row in found)
    if not count:
        return None
    means = {topic: sum(row.topics[topic] * row.count for row in found) / count for topic in topics_of(key)}
    topic = min(means, key=lambda one: means[one])
    return topics_of(key)[topic], rounded(means[topic])


def rounded(mean: float) -> int:
    """Half up, as the scores themselves."""
    return int(mean + 0.5)


# --- What leaves the office ---


@only_for(works_on_checks)
def export(request: SignedInRequest) -> HttpResponse:
    """Above: what carriers and the funder may have. Below: scores of single companies, for reports only."""
    key = key_of(request)
    rows = export_rows(request.actor)
    context = {
        "key": key,
        "title": title_of(key),
        "keys": [Choice(one, title_of(one), None, one == key) for one in shelf().known],
        "topics": list(topics_of(key).values()),
        "snapshot": last_snapshot(),
        "means": _mean_rows(check_means(key), key),
        "towns": _towns(),
        "companies": len({row.customer for row in rows}),
        "own": sum(row.questionnaire == key for row in rows),
    }
    return render(request, "office/checks/export.html", context)


def _mean_rows(found: list[OwnComparison], key: str) -> list[Row]:
    industries, size_names = industry_groups(), sizes()
    rows = []
    for one in found:
        names = [industries[one.industry]] if one.industry else []
        names += [size_names[one.size]] if one.size else []
        values = [*(one.topics[topic] for topic in topics_of(key)), one.overall]
        label = ", ".join(names) or str(_("alle Betriebe"))
        rows.append(Row(label, one.count, [Cell(str(value), class_of(value)) for value in values]))
    return rows


def _towns() -> list[tuple[str, list[int]]]:
    """Finished checks per municipality and stage: the centre's own work, exact."""
    counted = finished_checks()
    rows = []
    for ags, name in towns().items():
        numbers = [counted.get((stage, "" if ags == NONE else ags), 0) for stage in Stage]
        if any(numbers):
            rows.append((name, numbers))
    return rows


@only_for(works_on_checks)
@require_POST
@limited("check-means", count=20, seconds=3600)
def means_file(request: SignedInRequest) -> HttpResponse:
    key = key_of(request)
    content = means_xlsx(check_means(key), key, now=timezone.now())
    return _download(content, XLSX, f"digital-check-mittelwerte-{key}", "xlsx")


@only_for(works_on_checks)
@require_POST
@limited("check-export", count=20, seconds=3600)
def report_file(request: SignedInRequest, kind: str) -> HttpResponse:
    """In the shape reports to the European network need; the journal keeps who took it out of the house."""
    key, rows, now = key_of(request), export_rows(request.actor), timezone.now()
    if kind == "csv":
        own = [row for row in rows if row.questionnaire == key]
        log_export(by=request.actor, kind=kind, companies=len({row.customer for row in own}))
        return _download(report_csv(own, key), "text/csv; charset=utf-8", f"digital-check-{key}", kind)
    if kind != "xlsx":
        raise Http404
    log_export(by=request.actor, kind=kind, companies=len({row.customer for row in rows}))
    return _download(report_xlsx(rows, by=request.actor, now=now), XLSX, "digital-check", kind)


def _download(content: bytes, content_type: str, name: str, ending: str) -> HttpResponse:
    file = f"{name}-{timezone.localdate():%Y-%m-%d}.{ending}"
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{file}"'}
    )
