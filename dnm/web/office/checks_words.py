"""Questionnaires, topics and groups in the reader's language, for all office pages about the Digital-Check."""

from dataclasses import dataclass

from django.utils.translation import gettext

from dnm.directory.industries import COARSE_GROUPS, size_classes
from dnm.directory.places import municipalities
from dnm.engines.scoring import Band, band_label
from dnm.maturity.models import Check
from dnm.maturity.queries import questionnaires
from dnm.maturity.queries.lists import NONE
from dnm.maturity.queries.questionnaires import shelf
from dnm.web.language import reading_language


def title_of(key: str) -> str:
    """Of a questionnaire; the key itself where its file is gone."""
    found = shelf().known.get(key)
    return found.title.in_language(reading_language()) if found else key


def topics_of(key: str) -> dict[str, str]:
    """Topic -> its title, in the order of the questionnaire; empty where its file is gone."""
    found = shelf().known.get(key)
    return {topic.id: topic.title.in_language(reading_language()) for topic in found.dimensions} if found else {}


def questionnaire_choices() -> list[tuple[str, str]]:
    """What a new check may be begun with."""
    return [(one.key, one.title.in_language(reading_language())) for one in questionnaires()]


def industry_groups() -> dict[str, str]:
    place = 1 if reading_language() == "en" else 0
    return {key: titles[place] for key, titles in COARSE_GROUPS.items()} | {NONE: gettext("ohne Angabe")}


def sizes() -> dict[str, str]:
    return {size.key: size.label(reading_language()) for size in size_classes()} | {NONE: gettext("ohne Angabe")}


def towns() -> dict[str, str]:
    return {place.ags: place.name for place in municipalities()} | {NONE: gettext("außerhalb des Kreises")}


GROUPS = {"industry": industry_groups, "size": sizes, "municipality": towns}
"""By what companies are grouped -> key of a group and its name."""


def band_in_words(band: str) -> str:
    return band_label(Band(band), reading_language()) if band else ""


def class_of(score: float) -> str:
    """The tint of a cell by band; the number stands in it."""
    return next(name for edge, name in ((25.5, "k1"), (50.5, "k2"), (75.5, "k4"), (101, "k5")) if score < edge)


@dataclass(frozen=True)
class Line:
    """One topic of a finished check."""

    topic: str
    title: str
    score: int
    tint: str


def lines_of(check: Check) -> list[Line]:
    titles = topics_of(check.questionnaire)
    return [Line(topic, titles.get(topic, topic), score, class_of(score)) for topic, score in check.scores.items()]
