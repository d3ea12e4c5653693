"""What can follow from a low score: the rule table of the package, as the office has changed it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from dnm.accounts.rules import Actor
from dnm.directory.industries import coarse_group
from dnm.engines.scoring import Item, ItemList, Questionnaire, answer_labels, next_steps
from dnm.journal.models import Entry

from ..models import Check, Measure
from ..rules import works_on_checks
from .checks import answers_of
from .questionnaires import family, questionnaire_of

KINDS = (Measure.Kind.NEED, Measure.Kind.VISIT, Measure.Kind.EVENT, Measure.Kind.FUNDING)
COLUMNS = ("questionnaire", "topic", "below", "kind", "active", "texts", "link")
TEXTS = ("title", "text", "goal")
SAID_MOST = 2
"""So many answers are quoted in a draft of a need: with more it asks for many things and finds none of them."""


@lru_cache(maxsize=1)
def shipped_measures() -> Mapping[str, Mapping[str, Any]]:
    """Key -> columns, in the order of the file."""
    text = (files("dnm.maturity") / "reference" / "measures.yaml").read_text("utf-8")
    return {row["key"]: row for row in yaml.safe_load(text)}


@lru_cache(maxsize=1)
def need_words() -> Mapping[str, Mapping[str, Any]]:
    """``answers``: questionnaire -> question -> how a company that answered no would say it, in both languages.

    ``without_production``: key of a measure -> its texts for firms that live on something else than making goods.
    """
    return yaml.safe_load((files("dnm.maturity") / "reference" / "need_words.yaml").read_text("utf-8"))


def measures() -> list[Measure]:
    """The whole table: rows of the package as far as the office has not changed them, then the office's own."""
    changed = {measure.key: measure for measure in Measure.objects.all()}
    shipped = shipped_measures()
    table = [changed[key] if key in changed else Measure(**row) for key, row in shipped.items()]
    return [*table, *(one for key, one in changed.items() if key not in shipped)]


def measures_visible_to(actor: Actor) -> list[Measure]:
    return measures() if works_on_checks(actor) else []


def measure_in_force(key: str) -> Measure | None:
    """A row of the table as it stands, changed or not."""
    return next((one for one in measures() if one.key == key), None)


def version_of_measure(key: str) -> str:
    """What somebody saw when the form was opened, against what stands now; "new" for none."""
    measure = measure_in_force(key)
    if measure is None:
        return "new"
    values = json.dumps([getattr(measure, name) for name in COLUMNS], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(values.encode()).hexdigest()[:16]


def last_change_of(key: str) -> Entry | None:
    """Who changed this row last, and when."""
    entries = Entry.objects.filter(verb__in=["measure.changed", "measure.restored"], details__key=key)
    return entries.select_related("aside").order_by("-id").first()


@dataclass(frozen=True)
class NeedWords:
    """Plain values for a draft of a need; nothing is sent."""

    title: str
    problem: str
    goal: str
    language: str


@dataclass(frozen=True)
class Step:
    """A measure that applies. ``need``: the words of the draft, for measures of that kind."""

    measure: Measure
    topic: str
    score: int
    title: str
    text: str
    need: NeedWords | None


def measures_for(check: Check, language: str = "de") -> list[Step]:
    """What applies to the low scores of a finished check: the lowest topic first, drafts of needs before visits."""
    rows = [one for one in measures() if one.active and one.questionnaire == family(check.questionnaire)]
    low = [one for one in rows if check.scores.get(one.topic, 100) < one.below]
    order = {topic: place for place, topic in enumerate(check.scores)}
    low.sort(key=lambda one: (check.scores[one.topic], order[one.topic], KINDS.index(Measure.Kind(one.kind))))
    said, questionnaire = answers_of(check), questionnaire_of(check)
    return [_step(one, check, questionnaire, said, language) for one in low]


def _step(measure: Measure, check: Check, questionnaire: Questionnaire, said: Mapping[str, Any], language: str) -> Step:
    words = _words_for(measure, check.industry)
    texts = words.get(language) or words.get("de") or {}
    title, text = texts.get("title", ""), texts.get("text", "")
    need = None
    if measure.kind == Measure.Kind.NEED:
        quoted = _quoted(questionnaire, said, measure.topic, language)
        need = NeedWords(title, "\n".join([text, *quoted]), texts.get("goal", ""), language)
    return Step(measure, measure.topic, check.scores[measure.topic], title, text, need)


def _words_for(measure: Measure, industry: str) -> Mapping[str, Mapping[str, str]]:
    """What the office has written stands as it is; the words of the package suit the firm."""
    other = need_words()["without_production"].get(measure.key)
    makes_goods = bool(industry) and coarse_group(industry) == "industry"
    if other is None or makes_goods or measure.texts != shipped_measures()[measure.key]["texts"]:
        return measure.texts
    return other


def _quoted(questionnaire: Questionnaire, said: Mapping[str, Any], topic: str, language: str) -> list[str]:
    """What would bring most in the topic, as the company answered it: in its own words, else "– Label: answer".

    What nobody answered says nothing about the company and is left out.
    """
    steps = next_steps(questionnaire, said, limit=len(questionnaire.items))
    of_topic = [step.item for step in steps if step.dimension == topic and _is_said(said.get(step.item.id))]
    lists = {item.id: one for dimension in questionnaire.dimensions for one in dimension.lists for item in one.items}
    words = need_words()["answers"].get(family(questionnaire.key), {})
    told: list[str] = []
    asked: list[str] = []
    for item in of_topic:
        if item.id not in lists:
            continue
        if item.id in words and _is_a_no(item, said[item.id]):
            told.append(f"– {words[item.id].get(language, words[item.id]['de'])}")
        else:
            asked.append(f"– {item.label.in_language(language)}: {_label(lists[item.id], item, said, language)}")
    return [*told, *asked][:SAID_MOST]


def _is_a_no(item: Item, value: object) -> bool:
    """Of six steps the first two are a no, else the worst answer is."""
    return value in item.allowed[: 2 if item.kind == "level" else 1]


def _is_said(value: object) -> bool:
    return value is not None and value not in ("unknown", "not_applicable")


def _label(item_list: ItemList, item: Item, said: Mapping[str, Any], language: str) -> str:
    return next(label for value, label in answer_labels(item_list, language).items()
                if type(value) is type(said[item.id]) and value == said[item.id])  # fmt: skip
