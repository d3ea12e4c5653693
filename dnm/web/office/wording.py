"""A case in the office's words: who waits for whom, what to do next, what happened."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.introductions.models import Introduction
from dnm.introductions.workflow import Party, State
from dnm.web.language import joined

SHAPES = {Party.COMPANY: "company", Party.STARTUP: "startup", Party.SCOUT: "office"}


@dataclass(frozen=True)
class Name:
    """Somebody in a sentence, with the shape that stands before the name."""

    kind: str
    text: str


@dataclass(frozen=True)
class Waiting:
    """``who`` waits for ``whom``; without ``whom`` nobody waits and ``who`` is empty."""

    who: list[Name]
    whom: list[Name]

    @property
    def sentence(self) -> str:
        """For headings: without shapes."""
        if not self.whom:
            return _("Niemand wartet")
        if not self.who:
            return _("Beide warten auf das Büro")
        names = {
            "who": joined(name.text for name in self.who),
            "whom": joined(name.text for name in self.whom),
        }
        return _("%(who)s wartet auf %(whom)s") % names


def office() -> Name:
    return Name("office", _("Büro"))


def name_of(case: Introduction, side: Party) -> Name:
    return Name(SHAPES[side], case.organisation_of(side).name)


def waiting_of(case: Introduction) -> Waiting:
    """Who waits for whom. ``case.turn``, where the board has set it, counts open calls and questions too."""
    turn = getattr(case, "turn", case.waiting_for).split()
    company, startup = name_of(case, Party.COMPANY), name_of(case, Party.STARTUP)
    state = State(case.state)
    if turn == [Party.SCOUT]:
        if state in (State.SUGGESTED, State.SHORTLISTED, State.COMPANY_ASKED):
            return Waiting([company], [office()])
        return Waiting([], [office()])
    if turn == [Party.COMPANY]:
        return Waiting([office() if state == State.COMPANY_ASKED else startup], [company])
    if turn == [Party.STARTUP]:
        return Waiting([company], [startup])
    if turn:
        return Waiting([office()], [company, startup])
    return Waiting([], [])


@dataclass(frozen=True)
class NextAct:
    label: Promise
    anchor: str = "naechster-schritt"


ACTS: dict[State, NextAct] = {
    State.SUGGESTED: NextAct(gettext_lazy("Vorschlag prüfen")),
    State.SHORTLISTED: NextAct(gettext_lazy("Unternehmen fragen")),
    State.COMPANY_ASKED: NextAct(gettext_lazy("Antwort eintragen"), "eintragen"),
    State.STARTUP_ASKED: NextAct(gettext_lazy("Antwort eintragen"), "eintragen"),
    State.RELEASE_PENDING: NextAct(gettext_lazy("Freigabe eintragen"), "eintragen"),
    State.INTRODUCED: NextAct(gettext_lazy("Gespräch vereinbaren")),
    State.MEETING_SCHEDULED: NextAct(gettext_lazy("Protokoll schreiben")),
    State.MEETING_HELD: NextAct(gettext_lazy("Weiteren Schritt vereinbaren")),
    State.PILOT_RUNNING: NextAct(gettext_lazy("Zwischenstand notieren")),
    State.PILOT_DONE: NextAct(gettext_lazy("Ergebnis festhalten")),
    State.COOPERATION: NextAct(gettext_lazy("Nachfragen und notieren")),
    State.PAUSED: NextAct(gettext_lazy("Fortsetzen")),
}
SEE = NextAct(gettext_lazy("Vorgang ansehen"))
CALL = NextAct(gettext_lazy("Anrufen und notieren"), "anrufe")
ANSWER = NextAct(gettext_lazy("Frage beantworten"), "fragen")
FINISH = NextAct(gettext_lazy("Pilot abschließen"))


def pilot_is_over(case: Any) -> bool:
    """Whether its agreed time has passed, and what is left is to write down what came of it."""
    return case.state == State.PILOT_RUNNING and case.pilot.ends <= timezone.localdate()


def next_act_of(case: Any) -> NextAct:
    """What the office does next with this case; a call or a question comes before everything else."""
    if getattr(case, "asking", False):
        return ANSWER
    if getattr(case, "calling", False):
        return CALL
    if case.state == State.MEETING_SCHEDULED and not case.waits_for:
        return NextAct(gettext_lazy("Termin ansehen"), "gespraeche")
    if pilot_is_over(case):
        return FINISH
    return ACTS.get(State(case.state), SEE)
