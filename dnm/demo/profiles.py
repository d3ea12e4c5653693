"""How demo companies answer a Digital-Check: by industry, size and a mind of their own, the same for the same seed."""

from collections.abc import Mapping
from random import Random

from dnm.directory.industries import coarse_group, size_class
from dnm.engines.scoring import Dimension, Item, ItemList, Questionnaire, Value

Said = dict[str, Value]

USUAL = {"strategy": 0.42, "readiness": 0.5, "people": 0.45, "data": 0.52, "automation": 0.2, "green": 0.36}
"""How likely a topic's questions are answered well by a small firm; other topics: ``ELSEWHERE``."""
ELSEWHERE = 0.45
INDUSTRIES: Mapping[str, Mapping[str, float]] = {
    "industry": {"automation": 0.14, "green": 0.1, "readiness": 0.04},
    "building": {"readiness": -0.08, "data": -0.1, "automation": -0.1, "people": -0.04},
    "trade": {"readiness": 0.08, "people": -0.04, "green": -0.04},
    "services": {"readiness": 0.12, "data": 0.1, "strategy": 0.06},
    "care": {"people": 0.12, "data": 0.06, "automation": -0.1},
    "other": {"green": 0.08, "automation": 0.02},
}
SIZES = {"micro": -0.12, "small": -0.03, "medium": 0.06, "large": 0.16}
UNKNOWN, WORSE = 0.03, 0.03
"""Part of the questions nobody can answer; part of those that look worse at a second look."""
BETTER, BETTER_WHERE_LOW = 0.1, 0.3
"""Part of what improves until the second check, and in the two topics a company worked on."""


def first_answers(asked: Questionnaire, *, industry: str, heads: int, random: Random) -> Said:
    own = random.gauss(0, 0.09)
    said: Said = {}
    for topic in asked.dimensions:
        usual = USUAL.get(topic.id, ELSEWHERE) + INDUSTRIES[coarse_group(industry)].get(topic.id, 0)
        level = usual + SIZES[size_class(heads).key] + own + random.gauss(0, 0.06)
        for item_list in topic.lists:
            for item in item_list.items:
                said[item.id] = _answer(item_list, item, level, random)
            if item_list.exclusion:
                said[item_list.exclusion.id] = False
    return said


def _answer(item_list: ItemList, item: Item, level: float, random: Random) -> Value:
    """Some things are harder for everybody: that is fixed by the question."""
    if "unknown" in item_list.ways_out and random.random() < UNKNOWN:
        return "unknown"
    likely = level + Random(item.id).uniform(-0.28, 0.28)
    if item.kind == "tick":
        return random.random() < likely
    steps = len(item.allowed) - 1
    return item.allowed[min(max(round(random.gauss(likely * steps, 0.9)), 0), steps)]


def later_answers(asked: Questionnaire, before: Said, lowest: list[str], random: Random) -> Said:
    """A year on: most stays, some is a step further, above all in the topics the company worked on."""
    said = dict(before)
    for topic in asked.dimensions:
        better = BETTER_WHERE_LOW if topic.id in lowest else BETTER
        for item in _asked(topic):
            move = random.random()
            if move < better:
                said[item.id] = _moved(item, before[item.id], +1)
            elif move > 1 - WORSE:
                said[item.id] = _moved(item, before[item.id], -1)
    return said


def _asked(topic: Dimension) -> list[Item]:
    return [item for item_list in topic.lists for item in item_list.items]


def _moved(item: Item, value: Value, by: int) -> Value:
    """What was unknown is found out."""
    place = item.allowed.index(value) if value in item.allowed else 0
    return item.allowed[min(max(place + by, 0), len(item.allowed) - 1)]
