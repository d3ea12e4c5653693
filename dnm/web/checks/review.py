"""Check your answers, finish, and what comes after."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render

from dnm.accounts.actions import Refused
from dnm.engines.scoring import Dimension, Item, ItemList, Value
from dnm.maturity.actions import finish_check
from dnm.maturity.queries import answers_of
from dnm.web.requests import SignedInRequest

from .opened import OpenedCheck, for_leaders, with_check
from .sheet_forms import in_words
from .sheets import sheet_with


@dataclass(frozen=True)
class Answered:
    """One question with its answer. ``text``: "" for none; ``ruled_out``: by an excluding statement."""

    label: str
    text: str
    url: str
    ruled_out: bool = False


@dataclass(frozen=True)
class AnsweredList:
    question: str
    rows: list[Answered]


@dataclass(frozen=True)
class AnsweredTopic:
    id: str
    title: str
    lists: list[AnsweredList]

    @property
    def blanks(self) -> int:
        return sum(not row.text and not row.ruled_out for one in self.lists for row in one.rows)


def answered_topics(opened: OpenedCheck, said: Mapping[str, Value]) -> list[AnsweredTopic]:
    return [
        AnsweredTopic(
            topic.id,
            topic.title.in_language(opened.language),
            [_list(opened, topic, one, said) for one in topic.lists],
        )
        for topic in opened.questionnaire.dimensions
    ]


def _list(opened: OpenedCheck, topic: Dimension, asked: ItemList, said: Mapping[str, Value]) -> AnsweredList:
    out = asked.exclusion is not None and said.get(asked.exclusion.id) is True
    rows = [_row(opened, topic, asked, item, said, ruled_out=out) for item in asked.items]
    if asked.exclusion and out:
        rows.append(_row(opened, topic, asked, asked.exclusion, said, ruled_out=False))
    return AnsweredList(asked.question.in_language(opened.language), rows)


def _row(
    opened: OpenedCheck, topic: Dimension, asked: ItemList, item: Item, said: Mapping[str, Value], *, ruled_out: bool
) -> Answered:
    value = said.get(item.id)
    text = "" if value is None else in_words(item, asked, value, opened.language)
    sheet = sheet_with(topic, item.id)
    url = f"{opened.sheet_url(sheet)}?pruefen=1#frage-{sheet.first_beside(item).id}"
    return Answered(item.label.in_language(opened.language), text, url, ruled_out)


@with_check
@for_leaders
def answers(request: SignedInRequest, opened: OpenedCheck) -> HttpResponse:
    """Every answer with a way to change it. Only the button finishes."""
    if not opened.check.is_open:
        return redirect(opened.done_url)
    problem = ""
    if request.method == "POST":
        try:
            finish_check(opened.check, by=request.actor)
            return redirect(opened.done_url)
        except Refused as refusal:
            problem = str(refusal)
    topics = answered_topics(opened, answers_of(opened.check))
    blanks = sum(topic.blanks for topic in topics)
    context = {"opened": opened, "topics": topics, "blanks": blanks, "problem": problem}
    return render(request, "checks/answers.html", context)


@with_check
@for_leaders
def done(request: SignedInRequest, opened: OpenedCheck) -> HttpResponse:
    """What happens next. Stays reachable."""
    if opened.check.is_open:
        return redirect(opened.answers_url)
    return render(request, "checks/done.html", {"opened": opened})
