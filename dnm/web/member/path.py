"""The path bar: from the need to the pilot, or from the teaser to the pilot, with a word under each stage."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dnm.introductions.models import Introduction
from dnm.introductions.workflow import AFTER_INTRODUCTION, ENDED, Party, State
from dnm.matching.models import Need
from dnm.matching.workflow import CLOSED, NeedState
from dnm.web.templatetags.dnm import short_day

from .seen import SeenCase, startups_counted

POSITION = {
    State.COMPANY_ASKED: 1,
    State.STARTUP_ASKED: 2,
    State.RELEASE_PENDING: 3,
    State.INTRODUCED: 4,
    State.MEETING_SCHEDULED: 4,
    State.MEETING_HELD: 4,
    State.PILOT_RUNNING: 5,
    State.PILOT_DONE: 5,
    State.COOPERATION: 5,
}
"""Which of the six stages of a company a case has reached; a start-up's way begins at the third."""


@dataclass(frozen=True)
class Stage:
    label: str
    note: str = ""
    done: bool = False
    here: bool = False


def path_of_need(need: Need, cases: Sequence[Introduction]) -> list[Stage]:
    """As far as its furthest case has come."""
    running = [case for case in cases if case.state not in ENDED]
    furthest = max(running, key=_position, default=None)
    here = _position(furthest) if furthest else 0 if need.state == NeedState.DRAFT else 1
    finished = need.state in CLOSED and furthest is None
    notes = {0: _("Entwurf") if need.state == NeedState.DRAFT else short_day(need.submitted_at)}
    notes[1] = startups_counted(len(cases)) if cases else ""
    notes[2] = _answers(cases)
    if furthest:
        view = SeenCase(furthest, Party.COMPANY)
        notes |= _dated_notes(view)
        notes[here] = _note_here(view, here) or notes.get(here, "")
    elif here == 1 and not finished:
        notes[1] = _("wir suchen")
    return _stages(notes, here, finished, furthest)


def path_of_case(view: SeenCase) -> list[Stage]:
    """One case; for a company without the need's own stages, for a start-up from its teaser on."""
    case = view.case
    here = _position(case)
    ended = case.state in ENDED
    notes = _dated_notes(view)
    if not ended:
        notes[here] = _note_here(view, here) or notes.get(here, "")
    if ended and case.introduced_at:
        here = 4
    return _stages(notes, here, ended, case)[1 if view.for_company else 2 :]


def _position(case: Introduction) -> int:
    state = State(case.paused_from or State.COMPANY_ASKED) if case.state == State.PAUSED else State(case.state)
    return POSITION.get(state, 1)


def _stages(notes: dict[int, str], here: int, finished: bool, case: Introduction | None) -> list[Stage]:
    labels = [_("Bedarf"), _("Vorschläge"), _("Interesse"), _("Freigabe"), _("Erstgespräch"), _("Pilot")]
    all_done = case is not None and case.state == State.COOPERATION
    return [
        Stage(
            label,
            notes.get(number, "") if number <= here or all_done else "",
            done=number < here or all_done,
            here=number == here and not finished and not all_done,
        )
        for number, label in enumerate(labels)
    ]


def _answers(cases: Sequence[Introduction]) -> str:
    yes = sum(case.state in (State.RELEASE_PENDING, *AFTER_INTRODUCTION) for case in cases)
    no = sum(case.state == State.DECLINED for case in cases)
    counted = [_("%(count)s Ja") % {"count": yes}] if yes else []
    counted += [_("%(count)s Nein") % {"count": no}] if no else []
    return ", ".join(counted)


def _dated_notes(view: SeenCase) -> dict[int, str]:
    case, meeting = view.case, view.meeting
    notes = {}
    if case.introduced_at:
        notes[3] = _("beide, %(day)s") % {"day": short_day(case.introduced_at)}
    if meeting:
        held = meeting.state == "held"
        notes[4] = (_("geführt am %(day)s") if held else _("am %(day)s")) % {"day": short_day(meeting.starts)}
    if getattr(case, "pilot", None):
        notes[5] = _("bis %(day)s") % {"day": short_day(case.pilot.ends)}
    if case.state == State.COOPERATION:
        notes[5] = _("Kooperation")
    return notes


def _note_here(view: SeenCase, here: int) -> str:
    """Whose turn it is at the present stage, where that says more than a date."""
    if view.case.state == State.PAUSED:
        return _("pausiert")
    if view.my_turn:
        return _("Sie sind dran")
    if here in (2, 3):
        return _("Startup ist dran") if view.for_company else _("Betrieb ist dran")
    return _("Termin folgt") if view.case.state == State.INTRODUCED else ""
