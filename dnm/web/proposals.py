"""A proposal in words: start-up, offer and reasons; the same for the company and the scout's preview."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dnm.directory.industries import industry
from dnm.engines.ranking.records import Reason
from dnm.engines.ranking.wording import SENTENCES, sentence
from dnm.introductions.models import Introduction
from dnm.matching.models import Form, Offer
from dnm.web.language import reading_language

PRIVATE_TOPICS = ("refused",)
"""Reasons that tell what somebody else said in confidence: never shown outside the office."""
KNOWN = {field.name for field in fields(Reason)}


@dataclass(frozen=True)
class Line:
    """One reason: either two phrases that answer each other, or a sentence. The phrases are verbatim."""

    kind: str
    points: int
    sentence: str = ""
    need: str = ""
    offer: str = ""
    need_language: str = "de"
    offer_language: str = "de"


@dataclass(frozen=True)
class Proposal:
    case: Introduction
    offer: Offer | None
    lines: list[Line]
    total: int

    @property
    def summary(self) -> str:
        """What the start-up says it solves, where no offer of it was picked."""
        profile = getattr(self.case.startup, "startup", None)
        return profile.summary if profile else ""


def proposal_of(case: Introduction) -> Proposal:
    """As the company reads it. Needs ``case.offer``, ``case.startup.startup`` and ``case.need`` fetched."""
    need_language = case.need.language if case.need else "de"
    offer_language = case.offer.language if case.offer else "de"
    shown = reason_lines(
        case.reasons, need_language=need_language, offer_language=offer_language, leave_out=PRIVATE_TOPICS
    )
    return Proposal(case, case.offer, shown, sum(line.points for line in shown))


def reason_lines(
    reasons: Iterable[Mapping[str, Any]],
    *,
    need_language: str = "de",
    offer_language: str = "de",
    leave_out: tuple[str, ...] = (),
) -> list[Line]:
    """Stored reasons (``asdict`` of the engine's) in the reader's language, in the engine's order."""
    language = reading_language()
    lines = []
    for stored in reasons:
        if stored.get("topic") in leave_out:
            continue
        kind, points = str(stored["kind"]), int(stored["points"])
        if stored.get("need_phrase") and stored.get("offer_phrase"):
            lines.append(
                Line(
                    kind,
                    points,
                    need=stored["need_phrase"],
                    offer=stored["offer_phrase"],
                    need_language=need_language,
                    offer_language=offer_language,
                )
            )
        else:
            lines.append(Line(kind, points, sentence=_sentence(stored, language)))
    return lines


def _sentence(stored: Mapping[str, Any], language: str) -> str:
    """A reason of an older engine may have no sentence any more."""
    if stored.get("code") not in SENTENCES:
        texts = stored.get("topic") == "text"
        return gettext("Die Texte passen als Ganzes zueinander.") if texts else gettext("Aus einer älteren Berechnung.")
    values = {"code": "", "need_phrase": "", "offer_phrase": "", "parameters": {}}
    known = {name: value for name, value in stored.items() if name in KNOWN and not name.endswith("_span")}
    return sentence(Reason(**{**values, **known}), language, _names(language))


def _names(language: str) -> Any:
    def name(kind: str, code: str) -> str:
        if kind == "industry":
            return _industry(code, language)
        if kind == "form":
            return str(Form(code).label) if code in Form.values else ""
        return str(REGIONS[code]) if kind == "region" and code in REGIONS else ""

    return name


REGIONS = {"DE": _("Deutschland"), "DE-NW": _("Nordrhein-Westfalen"), "DE-NW-SOEST": _("Kreis Soest")}


def _industry(code: str, language: str) -> str:
    """The title of the industry, or of the nearest one above: not all codes of older versions are known."""
    while len(code) > 1:
        try:
            return industry(code).title(language)
        except KeyError:
            code = code[:-1].rstrip(".")
    return ""
