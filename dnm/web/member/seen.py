"""A case as one of its two sides sees it: names it may know, its own words for the state, the way so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dnm.accounts.rules import Actor
from dnm.introductions.models import Disclosure, Introduction, Meeting, Question, Release
from dnm.introductions.queries.member import (
    Task,
    approved_teaser,
    knows_name,
    newest_release,
    shown_disclosures,
    side_of,
    standing_release,
    tasks_for,
    title_for,
)
from dnm.introductions.rules import field_labels
from dnm.introductions.workflow import ENDED, Party, State
from dnm.matching.models import Teaser
from dnm.web.templatetags.dnm import addressed, clock, day_in_words, weekday


@dataclass(frozen=True)
class SeenCase:
    """Templates of members read cases through this and nothing else, so that no name slips out."""

    case: Introduction
    side: Party

    @property
    def pk(self) -> int:
        return self.case.pk

    @property
    def for_company(self) -> bool:
        return self.side == Party.COMPANY

    @property
    def named(self) -> bool:
        return knows_name(self.case, self.side)

    @property
    def other(self) -> str:
        """The other side as this one may call it inside a sentence, in the first case."""
        if not self.named:
            return _("der Betrieb")
        return self.case.startup.name if self.for_company else self.case.company.name

    @property
    def to_other(self) -> str:
        """The same behind "an"."""
        return self.other if self.named else _("den Betrieb")

    @property
    def with_other(self) -> str:
        """The same behind "mit"."""
        return self.other if self.named else _("dem Betrieb")

    @property
    def other_from(self) -> str:
        """Gussauge aus Köln."""
        place = self.case.startup.place if self.for_company else ""
        return _("%(name)s aus %(place)s") % {"name": self.other, "place": place} if place else self.other

    @property
    def other_and_place(self) -> str:
        firm = self.case.startup if self.for_company else self.case.company
        return firm.name_and_place if self.named else _("ein Betrieb")

    @property
    def title(self) -> str:
        return title_for(self.case, self.side) or _("Vorgang %(number)s") % {"number": self.case.number}

    @property
    def teaser(self) -> Teaser | None:
        return approved_teaser(self.case)

    @property
    def my_turn(self) -> bool:
        return self.side in self.case.waits_for

    @property
    def ended(self) -> bool:
        return self.case.state in ENDED

    @property
    def scout(self) -> str:
        return addressed(self.case.owner)

    @property
    def disclosed(self) -> list[tuple[str, Disclosure]]:
        """(label, row) of every field of the other side that may be seen now."""
        labels = field_labels()
        return [(labels[row.field], row) for row in shown_disclosures(self.case, self.side)]

    @property
    def own_release(self) -> Release | None:
        return standing_release(self.case, self.side)

    @property
    def last_release(self) -> Release | None:
        return newest_release(self.case, self.side)

    @property
    def offered_by_other(self) -> list[str]:
        """Labels of what the other side has released so far; the values come with the introduction."""
        release = standing_release(self.case, Party.STARTUP if self.for_company else Party.COMPANY)
        labels = field_labels()
        return [labels[name] for name in labels if release and name in release.fields]

    @property
    def meeting(self) -> Meeting | None:
        """The planned conversation, else the last one that took place."""
        meetings = [one for one in self.case.meetings.all() if one.state != Meeting.State.CANCELLED]
        planned = [one for one in meetings if one.state == Meeting.State.PLANNED]
        return planned[0] if planned else meetings[-1] if meetings else None

    @property
    def questions(self) -> list[Question]:
        """Own questions only: the other side asks in confidence too."""
        return [one for one in self.case.questions.all() if one.side == self.side]

    @property
    def answers(self) -> list[tuple[str, str]]:
        """The three short answers of the start-up."""
        questions = {
            "fit": _("Warum passt es?"),
            "needs": _("Was braucht das Startup?"),
            "start": _("Wann geht es los?"),
        }
        given = self.case.startup_answers
        return [(words, given[name]) for name, words in questions.items() if given.get(name)]

    @property
    def sentence(self) -> str:
        """Where the case stands and who waits for whom, in this side's words."""
        return sentence_of(self)

    @property
    def passed_on(self) -> str:
        """What the side that said no lets the other one read."""
        other = Party.STARTUP if self.for_company else Party.COMPANY
        return self.case.passed_on if self.case.state == State.DECLINED and self.case.reason_side == other else ""


@dataclass(frozen=True)
class SeenTask:
    task: Task
    view: SeenCase

    @property
    def due(self) -> str:
        """bis Mittwoch, 25.11."""
        on = self.task.due_on
        if on is None:
            return _("ohne Frist")
        return _("bis %(day)s") % {"day": weekday(on)}


def seen(case: Introduction, actor: Actor) -> SeenCase:
    return SeenCase(case, side_of(actor))


def seen_tasks(side: Party, cases: Iterable[Introduction], today: date) -> list[SeenTask]:
    return [SeenTask(task, SeenCase(task.case, side)) for task in tasks_for(side, cases, today)]


def sentence_of(view: SeenCase) -> str:
    case = view.case
    words = {
        "other": view.other,
        "Other": view.other[:1].upper() + view.other[1:],
        "scout": view.scout,
        "day": day_in_words(case.due_on),
    }
    state = State(case.state)
    if state in BEFORE:
        return str(BEFORE[state](view)) % words
    if state in (State.MEETING_SCHEDULED, State.MEETING_HELD):
        return _meeting_sentence(view) % words
    if state == State.PAUSED:
        return _("Der Vorgang pausiert bis %(until)s.") % {"until": day_in_words(case.paused_until)}
    return _later_sentence(view) % words


def _asked_startup(view: SeenCase) -> str:
    if view.for_company:
        return _("Sie haben Ja gesagt. %(Other)s antwortet bis %(day)s.")
    return _("Ein Betrieb möchte Sie kennenlernen. Antworten Sie bis %(day)s.")


def _release_pending(view: SeenCase) -> str:
    if not view.my_turn:
        return _("Sie haben entschieden. %(Other)s entscheidet bis %(day)s.")
    if len(view.case.waits_for) == 1:
        return _("%(Other)s hat schon freigegeben und wartet auf Sie, bis %(day)s.")
    return _("Sie möchten sich beide kennenlernen. Entscheiden Sie bis %(day)s, was wir weitergeben.")


BEFORE = {
    State.COMPANY_ASKED: lambda view: _("%(Other)s könnte passen. Antworten Sie bis %(day)s."),
    State.STARTUP_ASKED: _asked_startup,
    State.RELEASE_PENDING: _release_pending,
    State.INTRODUCED: lambda view: _("Sie sind einander vorgestellt. %(scout)s stimmt bis %(day)s einen Termin ab."),
}


def _meeting_sentence(view: SeenCase) -> str:
    meeting = view.meeting
    if meeting is None:
        return _("%(scout)s stimmt einen Termin ab.")
    if meeting.state == Meeting.State.PLANNED:
        when = f"{day_in_words(meeting.starts)}, {clock(meeting.starts)}"
        return _("Sie sprechen am %(when)s miteinander.").replace("%(when)s", when)
    if meeting.next_step:
        step = _("Nächster Schritt: %(step)s (%(who)s, bis %(until)s).") % {
            "step": meeting.next_step,
            "who": meeting.next_step_owner or "–",
            "until": day_in_words(meeting.next_step_on),
        }  # fmt: skip
        return step.replace("%", "%%")
    return _("Sie haben miteinander gesprochen. %(scout)s meldet sich wegen des nächsten Schritts.")


def _later_sentence(view: SeenCase) -> str:
    case = view.case
    if case.state == State.PILOT_RUNNING:
        return _("Der Pilot läuft bis %(until)s.").replace("%(until)s", day_in_words(case.pilot.ends))
    if case.state == State.PILOT_DONE:
        result = str(case.pilot.get_result_display())
        return _("Der Pilot ist abgeschlossen: %(result)s. %(scout)s spricht mit Ihnen, wie es weitergeht.").replace(
            "%(result)s", result
        )
    if case.state == State.COOPERATION:
        return _("Sie arbeiten zusammen.")
    if case.state == State.DECLINED:
        return _("Sie haben abgesagt.") if case.reason_side == view.side else _("Dieses Mal hat es nicht gepasst.")
    if case.state == State.EXPIRED:
        return _("Bis zur Frist kam keine Antwort.")
    return _("%(scout)s hat den Vorgang beendet.")


def startups_counted(count: int) -> str:
    return ngettext("%(count)s Startup", "%(count)s Startups", count) % {"count": count}
