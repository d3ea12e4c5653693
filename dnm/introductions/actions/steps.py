"""The one function that moves a case: obeys the table, sets who is waited for and until when, writes the journal."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor, is_system
from dnm.centre.queries import deadlines, first_open_day
from dnm.journal.actions import record

from .. import emails
from ..models import CheckIn, FollowUp, Introduction, Meeting, PhoneTask, Pilot, Release, StepTaken
from ..rules import can_take, party_of, spoken_problem
from ..workflow import DEADLINES, ENDED, STEPS, WAITED_FOR, Deadline, Party, State


class StepRefused(Refused):
    """The step does not start in the present state, or this person may not take it."""


@dataclass(frozen=True)
class Spoken:
    """What a scout was told and writes down for a party: by which way, by whom, when and where."""

    source: str
    said_by: str
    said_on: date
    said_where: str = ""
    note: str = ""


def locked(introduction: Introduction) -> Introduction:
    """The row as it is now, held until the transaction ends: both sides may click at the same moment."""
    cases = Introduction.objects.select_for_update(of=("self",))
    return cases.select_related(
        "company", "startup", "company_contact__organisation", "startup_contact__organisation", "need", "owner",
        "company_release", "startup_release",
    ).get(pk=introduction.pk)  # fmt: skip


def take(
    introduction: Introduction,
    name: str,
    *,
    by: Actor,
    for_party: Party | None = None,
    spoken: Spoken | None = None,
    target: State | None = None,
    seals: tuple[Release, ...] = (),
    note: str = "",
    **details: Any,
) -> StepTaken:
    """Move a locked case one step along the table; raises StepRefused.

    ``for_party`` with ``spoken``: recorded by a scout. ``target``: where ``resume`` leads, or the step's
    ``or_target``.
    """
    if not can_take(name, introduction, by, for_party=for_party):
        raise StepRefused(
            _("Dieser Schritt ist im Stand „%(state)s“ nicht möglich. Laden Sie die Seite neu.")
            % {"state": introduction.get_state_display()}
        )
    check_spoken(spoken, by, needed=for_party is not None)
    before = introduction.state
    after = target or STEPS[name].target
    if after is not None and (after != before or name == "schedule_meeting"):
        enter(introduction, after)
    introduction.waiting_for = " ".join(waited_for(introduction))
    introduction.save()
    if introduction.state in ENDED:
        drop_calls(introduction)
    step = StepTaken.objects.create(
        introduction=introduction, name=name, source_state=before, target_state=introduction.state,
        party=for_party or party_of(by, introduction) or Party.CLOCK, by_label=by.label, by_id=by.id,
        by_name=by.name, at=timezone.now(), source=_source(by, spoken), **_words(spoken, note),
    )  # fmt: skip
    company = introduction.company
    record(
        f"introduction.{name}", introduction, by=by, organisation_id=company.pk, municipality=company.municipality,
        seals=seals, source=before, target=introduction.state, step=step.pk, way=step.source,
        startup=introduction.startup_id, **details,
    )  # fmt: skip
    if spoken:
        for side in [for_party] if for_party else [Party.COMPANY, Party.STARTUP]:
            emails.step_recorded(step, side)
    return step


def check_spoken(spoken: Spoken | None, by: Actor, *, needed: bool = True) -> None:
    """A scout who answers for a party says who told her, when and by which way."""
    if spoken is None:
        if needed and not is_system(by):
            raise StepRefused(_("Geben Sie an, wer das wann und auf welchem Weg gesagt hat."))
        return
    problem = spoken_problem(spoken.source, spoken.said_by, spoken.said_on, timezone.localdate())
    if problem:
        raise StepRefused(problem)


def _words(spoken: Spoken | None, note: str) -> dict[str, object]:
    if spoken is None:
        return {"note": note}
    return {
        "said_by": spoken.said_by.strip()[:200],
        "said_on": spoken.said_on,
        "said_where": spoken.said_where.strip()[:160],
        "note": spoken.note or note,
    }


def _source(by: Actor, spoken: Spoken | None) -> str:
    if spoken:
        return spoken.source
    if by.label == "system":
        return StepTaken.Source.CLOCK
    return StepTaken.Source.LINK if by.label == "directory.contact" else StepTaken.Source.PAGE


def enter(introduction: Introduction, state: State) -> None:
    """Set a state with its clock: since now, due after its days, nobody reminded yet."""
    introduction.state, introduction.since = state, timezone.now()
    introduction.reminded_at = introduction.escalated_at = None
    introduction.waiting_for = " ".join(waited_for(introduction))
    introduction.due_on = due_for(introduction, state)


def due_for(introduction: Introduction, state: State) -> date | None:
    """The day by which something must happen, moved behind closures and the holidays of who is waited for."""
    today = timezone.localdate()
    fixed = _fixed_day(introduction, state)
    if fixed is not None:
        return max(fixed, today)
    deadline = deadline_of(state)
    if deadline.days is None:
        return None
    return first_open_day(max(today, *holidays_of(introduction)) + timedelta(days=deadline.days))


def holidays_of(introduction: Introduction) -> list[date]:
    """The last day of the holidays of every firm that is waited for; the first day of all when there are none."""
    firms = [introduction.organisation_of(side) for side in introduction.waits_for if side != Party.SCOUT]
    return [date.min, *(firm.on_holiday_until for firm in firms if firm.on_holiday_until)]


def _fixed_day(introduction: Introduction, state: State) -> date | None:
    """Where an agreed date says what comes next: the conversation, the check-in or end of a pilot, the follow-up."""
    if state == State.MEETING_SCHEDULED:
        planned = Meeting.objects.filter(introduction=introduction, state=Meeting.State.PLANNED).first()
        return timezone.localtime(planned.ends).date() if planned else None
    if state == State.PILOT_RUNNING:
        check = CheckIn.objects.filter(pilot__introduction=introduction, done_at=None).order_by("day").first()
        pilot = Pilot.objects.filter(introduction=introduction).first()
        return check.due_on if check else pilot.ends if pilot else None
    if state == State.COOPERATION:
        ask = FollowUp.objects.filter(cooperation__introduction=introduction, done_at=None).order_by("month").first()
        return ask.due_on if ask else None
    return None


def deadline_of(state: State) -> Deadline:
    changed = deadlines().get(state)
    return Deadline(*changed) if changed else DEADLINES[state]


def waited_for(introduction: Introduction) -> list[Party]:
    """Whose turn it is now; while a release is pending, the sides that have not given theirs."""
    state = State(introduction.state)
    parties = WAITED_FOR.get(state, ())
    if state != State.RELEASE_PENDING:
        return list(parties)
    given = set(
        Release.objects.filter(introduction=introduction, revoked_at=None, voided_at=None).values_list(
            "side", flat=True
        )
    )
    return [party for party in parties if party not in given]


def call(introduction: Introduction, side: Party, reason: str, *, due_on: date | None = None) -> PhoneTask:
    """Somebody of the office has to ring this side; one open call per side, with every reason for it."""
    due_on = due_on or first_open_day(timezone.localdate())
    task, is_new = PhoneTask.objects.get_or_create(
        introduction=introduction, side=side, done_at=None,
        defaults={"reason": reason[:200], "due_on": due_on, "created_at": timezone.now()},
    )  # fmt: skip
    if not is_new and reason not in task.reason:
        task.reason, task.due_on = f"{reason}; {task.reason}"[:200], min(task.due_on, due_on)
        task.save(update_fields=["reason", "due_on"])
    return task


def drop_calls(introduction: Introduction) -> None:
    """Nobody needs to ring up about a case that has ended."""
    open_calls = PhoneTask.objects.filter(introduction=introduction, done_at=None)
    open_calls.update(done_at=timezone.now(), outcome=_("Entfällt, der Vorgang ist beendet."))
