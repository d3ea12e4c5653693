"""Start-ups side by side: what differs, and what nobody knows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dnm.directory.models import Organisation
from dnm.directory.rules import LANGUAGES
from dnm.matching.models import Form, Offer
from dnm.web.templatetags.dnm import euro

from .suggestions import Suggestion


@dataclass(frozen=True)
class Row:
    """``cells`` empty: nobody knows."""

    label: str
    cells: list[str]
    languages: list[str]

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """Cell and, where it differs from the page's, its language."""
        return zip(self.cells, self.languages, strict=True)


@dataclass(frozen=True)
class Comparison:
    columns: Sequence[Suggestion]
    rows: list[Row]


def comparison_of(suggestions: Sequence[Suggestion]) -> Comparison:
    rows: list[tuple[str, Callable[[Suggestion], str]]] = [
        (_("Angebot"), lambda one: one.match.offer.title),
        (_("Summe der Gründe"), lambda one: str(one.match.score)),
        (_("Sprachen"), lambda one: ", ".join(str(LANGUAGES.get(code, code)) for code in one.startup.languages)),
        (_("Preis"), lambda one: price_of(one.match.offer)),
        (_("Referenzen"), lambda one: "; ".join(str(reference) for reference in one.startup.references.all())),
        (_("Sitz"), lambda one: seat_of(one.startup)),
        (_("Phase"), _stage),
        (_("Zusammenarbeit"), _forms),
        (_("Frei in diesem Quartal"), _room),
        (_("Was wir nicht wissen"), lambda one: " ".join(line.sentence for line in one.unknown) or _("nichts offen")),
    ]
    return Comparison(
        suggestions,
        [
            Row(
                label,
                [cell(one) for one in suggestions],
                [one.match.offer.language if number == 0 else "" for one in suggestions],
            )
            for number, (label, cell) in enumerate(rows)
        ],
    )


def price_of(offer: Offer) -> str:
    if offer.price_from is None:
        return ""
    words = _("ab %(price)s") % {"price": euro(offer.price_from)}
    if offer.price_to:
        words = _("%(low)s bis %(high)s") % {"low": euro(offer.price_from), "high": euro(offer.price_to)}
    return f"{words} {offer.get_price_unit_display()}".strip() if offer.price_unit else words


def seat_of(startup: Organisation) -> str:
    parts = [startup.place, startup.state if startup.state != startup.place else ""]
    return ", ".join(part for part in parts if part)


def _stage(one: Suggestion) -> str:
    profile = getattr(one.startup, "startup", None)
    return str(profile.get_stage_display()) if profile and profile.stage else ""


def _forms(one: Suggestion) -> str:
    profile = getattr(one.startup, "startup", None)
    return ", ".join(str(Form(form).label) for form in profile.forms if form in Form.values) if profile else ""


def _room(one: Suggestion) -> str:
    if one.pausing:
        return _("pausiert")
    if one.free is None:
        return ""
    return _("keine Vorstellung mehr") if one.free == 0 else str(one.free)
