"""The task list: topics with their states, who has them, and where to go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dnm.engines.scoring import Value
from dnm.maturity.queries import Task, answers_of, tasks_of
from dnm.maturity.workflow import TopicState
from dnm.web.requests import SignedInRequest
from dnm.web.templatetags.dnm import in_words

from .opened import OpenedCheck, with_check
from .sheets import next_sheet, sheets_of


@dataclass(frozen=True)
class TopicRow:
    """``url``: where the topic goes on."""

    id: str
    title: str
    about: str
    state: TopicState
    handed_to: str
    url: str
    hand_over_url: str


@dataclass(frozen=True)
class Progress:
    rows: Sequence[TopicRow]

    @property
    def done(self) -> int:
        return sum(row.state == TopicState.DONE for row in self.rows)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.rows)

    @property
    def following(self) -> TopicRow | None:
        """The next topic that nobody else was asked about; else the next one that is open."""
        left = [row for row in self.rows if row.state != TopicState.DONE]
        return next((row for row in left if not row.handed_to), left[0] if left else None)

    @property
    def sentence(self) -> str:
        """Vier von sechs Themen sind fertig."""
        words = {"done": in_words(self.done).capitalize(), "count": in_words(len(self.rows))}
        if self.is_complete:
            return _("Alle Themen sind fertig")
        if self.done == 0:
            return _("Noch kein Thema ist fertig")
        if self.done == 1:
            return _("Eines von %(count)s Themen ist fertig") % words
        return _("%(done)s von %(count)s Themen sind fertig") % words


def progress_of(tasks: Sequence[Task], opened: OpenedCheck, said: Mapping[str, Value] | None = None) -> Progress:
    """``said``: what was answered, so that a topic opens where it goes on; without it at its first page."""
    return Progress([_row(task, opened, said) for task in tasks])


def _row(task: Task, opened: OpenedCheck, said: Mapping[str, Value] | None) -> TopicRow:
    sheet = sheets_of(task.topic)[0] if said is None else next_sheet(task.topic, said)
    return TopicRow(
        task.topic.id,
        task.topic.title.in_language(opened.language),
        task.topic.about.in_language(opened.language),
        task.state,
        task.handed_to,
        opened.sheet_url(sheet),
        opened.url("check-hand-over", task.topic.id),
    )


@with_check
def tasks(request: SignedInRequest, opened: OpenedCheck) -> HttpResponse:
    """What is done and what is left. A colleague goes straight to the questions, a finished check to its result."""
    if not opened.leads:
        return _to_the_topic(opened)
    if not opened.check.is_open:
        return redirect(opened.result_url)
    said = answers_of(opened.check)
    progress = progress_of(tasks_of(opened.check, request.actor), opened, said)
    context = {"opened": opened, "progress": progress, "begun": bool(said), "minutes": opened.questionnaire.minutes}
    return render(request, "checks/tasks.html", context)


def _to_the_topic(opened: OpenedCheck) -> HttpResponse:
    topic = opened.handed_topic
    if topic is None or not opened.check.is_open:
        return redirect(opened.url("check-thanks"))
    return redirect(opened.sheet_url(next_sheet(topic, answers_of(opened.check))))


@with_check
def thanks(request: SignedInRequest, opened: OpenedCheck) -> HttpResponse:
    """The end for a colleague: what is saved, and that the page may be closed."""
    if opened.leads:
        return redirect(opened.tasks_url)
    row = progress_of(tasks_of(opened.check, request.actor), opened, answers_of(opened.check)).rows[0]
    return render(request, "checks/thanks.html", {"opened": opened, "row": row})
