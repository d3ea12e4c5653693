"""One case: who waits for whom, what to do next, everything that belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.accounts.rules import Actor
from dnm.introductions.models import Introduction, Meeting, StepTaken
from dnm.introductions.queries.board import open_cases
from dnm.introductions.rules import field_labels, knows
from dnm.introductions.workflow import AFTER_INTRODUCTION, ENDED, OPEN, Party, State
from dnm.journal.models import Entry
from dnm.journal.queries import history_of
from dnm.mail.models import Letter
from dnm.mail.queries import letters_about
from dnm.web.forms import Form
from dnm.web.history import words_of
from dnm.web.proposals import proposal_of
from dnm.web.requests import SignedInRequest
from dnm.web.templatetags.dnm import day, short_day

from .case_acts import act_form, form_key
from .recording import recordable_answers
from .undo import undo_address
from .wording import Waiting, next_act_of, pilot_is_over, waiting_of

STAGES: list[tuple[Any, tuple[State, ...]]] = [
    (gettext_lazy("Shortlist"), (State.SUGGESTED, State.SHORTLISTED)),
    (gettext_lazy("Unternehmen"), (State.COMPANY_ASKED,)),
    (gettext_lazy("Startup"), (State.STARTUP_ASKED,)),
    (gettext_lazy("Freigabe"), (State.RELEASE_PENDING,)),
    (gettext_lazy("Vorgestellt"), (State.INTRODUCED,)),
    (gettext_lazy("Erstgespräch"), (State.MEETING_SCHEDULED, State.MEETING_HELD)),
    (gettext_lazy("Pilot"), (State.PILOT_RUNNING, State.PILOT_DONE)),
    (gettext_lazy("Kooperation"), (State.COOPERATION,)),
]


@dataclass(frozen=True)
class Stage:
    label: Any
    done: bool
    here: bool
    note: str


@dataclass(frozen=True)
class Happening:
    """One line of the history, in words."""

    at: datetime
    what: str
    who: str
    step: StepTaken | None
    undo: str = ""
    """Where the newest act can be taken back."""


@dataclass
class CasePage:
    """Everything the template reads; each list is one query, asked when it is shown."""

    case: Introduction
    actor: Actor
    bound: Mapping[str, Form] = field(default_factory=dict)

    @cached_property
    def state(self) -> State:
        """Where the case stands, or stood when it was paused."""
        return State(self.case.paused_from if self.case.state == State.PAUSED else self.case.state)

    @cached_property
    def waiting(self) -> Waiting:
        return waiting_of(self.case)

    @cached_property
    def heading(self) -> str:
        case = self.case
        if case.state == State.PAUSED:
            return _("Ausgesetzt bis %(day)s") % {"day": day(case.paused_until)}
        if case.state in ENDED:
            return _("Dieser Vorgang ist %(state)s") % {"state": case.get_state_display()}
        if self.office_turn:
            if case.owner_id != self.actor.id:
                return _("%(name)s ist dran: %(act)s") % {"name": case.owner.full_name, "act": self.next_act.label}
            return _("Sie sind dran: %(act)s") % {"act": self.next_act.label}
        return self.waiting.sentence

    @property
    def office_turn(self) -> bool:
        return getattr(self.case, "turn", self.case.waiting_for) == Party.SCOUT

    @property
    def next_act(self) -> Any:
        return next_act_of(self.case)

    @property
    def pilot_is_over(self) -> bool:
        return pilot_is_over(self.case)

    @property
    def ended(self) -> bool:
        return self.case.state in ENDED

    @cached_property
    def steps(self) -> list[StepTaken]:
        return list(self.case.steps.all())

    @property
    def disputes(self) -> list[StepTaken]:
        return [step for step in self.steps if step.disputed_at]

    @cached_property
    def stages(self) -> list[Stage]:
        entered = {step.target_state: step.at for step in self.steps if step.source_state != step.target_state}
        here = next((number for number, (_label, states) in enumerate(STAGES) if self.state in states), None)
        stages = []
        for number, (label, states) in enumerate(STAGES):
            at = next((entered[state] for state in reversed(states) if state in entered), None)
            # A jump passes stages by; a case that has ended shows how far it came.
            done = number < here if here is not None else at is not None
            note = _("jetzt") if number == here else short_day(at) if at and done else ""
            stages.append(Stage(label, done, number == here, note))
        return stages

    # --- What can be done ---

    @cached_property
    def forms(self) -> dict[str, Form]:
        """Name of each act that stands open -> its form, with what was entered before where something was wrong."""
        names = FORMS.get(State(self.case.state), ()) if self.case.state in FORMS else ()
        found = {name: self.bound.get(name) or self._fresh(name) for name in (*names, *self._always)}
        return {name.replace("-", "_"): one for name, one in found.items()}

    @property
    def _always(self) -> tuple[str, ...]:
        if self.ended:
            return ("wieder-oeffnen", "uebergeben")
        kept = ("anruf", "uebergeben", "beenden")
        can_pause = self.case.state in OPEN[1:-1]
        return (*kept, "aussetzen") if can_pause else (*kept, "fortsetzen") if self.case.state == State.PAUSED else kept

    def _fresh(self, name: str) -> Form:
        soon = timezone.localdate() + timedelta(days=7)
        initial: dict[str, Any] = {"moderator": self.case.owner_id, "due_on": timezone.localdate()}
        if name == "protokoll":
            initial = {"next_step_on": soon}
        if name == "termin" and (meeting := self.planned):
            starts, ends = timezone.localtime(meeting.starts), timezone.localtime(meeting.ends)
            initial = {
                "day": starts.date(), "begins": starts.time(), "ends": ends.time(), "place": meeting.place,
                "link": meeting.link, "agenda": meeting.agenda, "moderator": meeting.moderator_id,
            }  # fmt: skip
        return act_form(name, self.case, initial=initial)

    def row_form(self, name: str, row: int) -> Form:
        return self.bound.get(form_key(name, row)) or act_form(name, self.case, row)

    @cached_property
    def answers(self) -> list[Any]:
        return recordable_answers(self.case, self.valid_sides, self.actor)

    @property
    def can_introduce_directly(self) -> bool:
        return self.case.state in OPEN and self.case.state not in AFTER_INTRODUCTION

    # --- What belongs to it ---

    @cached_property
    def sides(self) -> list[dict[str, Any]]:
        case = self.case
        return [
            {
                "key": side,
                "firm": case.organisation_of(side),
                "contact": case.contact_of(side),
                "knows": knows(case, side),
            }
            for side in (Party.COMPANY, Party.STARTUP)
        ]

    @cached_property
    def proposal(self) -> Any:
        return proposal_of(self.case) if self.case.reasons else None

    @cached_property
    def questions(self) -> list[dict[str, Any]]:
        rows = self.case.questions.select_related("answered_by")
        return [{"row": one, "form": None if one.answered_at else self.row_form("antwort", one.pk)} for one in rows]

    @cached_property
    def calls(self) -> list[dict[str, Any]]:
        rows = self.case.phone_tasks.select_related("done_by")
        return [{"row": one, "form": None if one.done_at else self.row_form("anruf-erledigt", one.pk)} for one in rows]

    @cached_property
    def meetings(self) -> list[Meeting]:
        return list(self.case.meetings.select_related("moderator").prefetch_related("ratings"))

    @property
    def planned(self) -> Meeting | None:
        return next((one for one in self.meetings if one.state == Meeting.State.PLANNED), None)

    @cached_property
    def rateable(self) -> dict[str, Any] | None:
        """The last conversation that a side has not rated yet."""
        held = [one for one in self.meetings if one.state == Meeting.State.HELD and len(one.ratings.all()) < 2]
        return {"row": held[-1], "form": self.row_form("bewertung", held[-1].pk)} if held else None

    @cached_property
    def check_ins(self) -> list[dict[str, Any]]:
        pilot = getattr(self.case, "pilot", None)
        running = self.case.state in (State.PILOT_RUNNING, State.PAUSED)
        rows = pilot.check_ins.all() if pilot else []
        return [
            {"row": one, "form": None if one.done_at or not running else self.row_form("zwischenstand", one.pk)}
            for one in rows
        ]

    @cached_property
    def follow_ups(self) -> list[dict[str, Any]]:
        cooperation = getattr(self.case, "cooperation", None)
        rows = cooperation.follow_ups.all() if cooperation else []
        return [{"row": one, "form": None if one.done_at else self.row_form("nachfrage", one.pk)} for one in rows]

    @cached_property
    def releases(self) -> list[dict[str, Any]]:
        labels = field_labels()
        return [
            {"row": one, "fields": [labels[name] for name in labels if name in one.fields]}
            for one in self.case.releases.all()
        ]

    @property
    def valid_sides(self) -> list[Party]:
        return [Party(one["row"].side) for one in self.releases if one["row"].valid]

    @cached_property
    def disclosures(self) -> list[dict[str, Any]]:
        labels = field_labels()
        return [{"row": one, "label": labels[one.field]} for one in self.case.disclosures.order_by("side", "id")]

    @cached_property
    def letters(self) -> list[Letter]:
        return list(letters_about(self.case))

    @cached_property
    def history(self) -> list[Happening]:
        """What happened, newest first."""
        steps = {step.pk: step for step in self.steps}
        entries = list(history_of(self.case))
        lines = [self._line(entry, steps, newest=entry is entries[-1]) for entry in entries]
        return [line for line in reversed(lines) if line]

    def _line(self, entry: Entry, steps: Mapping[int, StepTaken], *, newest: bool) -> Happening | None:
        if entry.verb == "release.disclosed":
            return None
        step = steps.get(entry.details.get("step", 0)) if not entry.verb.endswith("step_disputed") else None
        undo = undo_address(self.case, entry) if newest else ""
        return Happening(entry.at, words_of(entry.verb), entry.aside.actor_name, step, undo)


FORMS: dict[State, tuple[str, ...]] = {
    State.SHORTLISTED: ("unternehmen-fragen", "zuruecknehmen"),
    State.INTRODUCED: ("termin", "protokoll"),
    State.MEETING_SCHEDULED: ("protokoll", "termin", "absagen"),
    State.MEETING_HELD: ("pilot", "kooperation", "termin", "protokoll"),
    State.PILOT_RUNNING: ("pilot-ende",),
    State.PILOT_DONE: ("kooperation",),
}
"""Which acts a state offers, the next one first."""


def show_case(request: SignedInRequest, case: Introduction, *, bound: Mapping[str, Form] | None = None) -> HttpResponse:
    """``bound``: forms that came back with a problem, by their key."""
    marked = open_cases().filter(pk=case.pk).values("calling", "asking", "turn").first()
    for name, value in (marked or {}).items():
        setattr(case, name, value)
    page = CasePage(case, request.actor, bound or {})
    wrong = next((one for one in (bound or {}).values() if one.errors), None)
    return render(
        request, "office/case/page.html", {"page": page, "case": case, "form": wrong, "today": timezone.localdate()}
    )
