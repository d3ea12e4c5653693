"""How the order of suggestions comes about: the main criteria, and that a person decides."""

from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dnm.engines.ranking.records import Weights
from dnm.matching.queries.weights import weights_in_force
from dnm.web.access import open_to_all
from dnm.web.requests import Request


class Criterion(NamedTuple):
    name: str
    why: str
    best: int
    worst: int


@open_to_all
def ordering(request: Request) -> HttpResponse:
    weights = weights_in_force()
    return render(request, "public/ordering.html", {"criteria": _criteria(weights), "weak": weights.weak_below})


def _criteria(weights: Weights) -> list[Criterion]:
    """With the points as they are counted; what nobody knows counts nothing."""
    reference = weights.reference + weights.reference_confirmed
    return [
        Criterion(
            _("Texte"),
            _("Wie gut Bedarf und Angebot einander beantworten, auch über Sprachen hinweg"),
            weights.text_most,
            0,
        ),
        Criterion(_("Referenz"), _("Ein Kunde in derselben Branche, bestätigt oder nicht"), reference, 0),
        Criterion(_("Branche"), _("Das Startup arbeitet für die Branche des Betriebs"), weights.industry, 0),
        Criterion(_("Region"), _("Sitz in derselben Region"), weights.region, weights.other_region),
        Criterion(_("Zusammenarbeit"), _("Die gewünschte Form wird angeboten"), weights.form, weights.other_form),
        Criterion(
            _("Sprache"),
            _("Oberfläche und Hilfe in einer Sprache des Betriebs"),
            weights.language,
            weights.other_language,
        ),
        Criterion(_("Preis"), _("Der Preis passt ins Budget"), weights.budget, weights.over_budget),
        Criterion(_("Größe"), _("Das Startup kennt Betriebe dieser Größe"), weights.same_size, weights.other_size),
        Criterion(
            _("Reife"), _("Die Lösung ist so weit, wie der Betrieb sie braucht"), weights.stage, weights.too_early
        ),
        Criterion(
            _("Ausgeschlossenes"),
            _("Das Angebot bringt mit, was der Betrieb nicht möchte"),
            0,
            weights.unwanted,
        ),
        Criterion(
            _("Aufnahme"),
            _("In diesem Quartal ist keine Vorstellung mehr frei, oder das Startup pausiert"),
            0,
            weights.no_capacity,
        ),
        Criterion(
            _("Frühere Absagen"),
            _("Zwischen denselben beiden bei einem anderen Bedarf"),
            0,
            weights.refused_most,
        ),
    ]
