"""Letters to the two sides of a case. Before the introduction they carry the act and a date, never content or names."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone, translation

from dnm.accounts.models import User
from dnm.accounts.queries import deputy_of, holders_of
from dnm.accounts.workflow import Role
from dnm.centre.queries import the_centre
from dnm.directory.models import Contact
from dnm.directory.queries import recipient, user_recipient
from dnm.mail.actions import queue
from dnm.matching.models import Need

from .links import dispute_link
from .models import Disclosure, FollowUp, Introduction, Meeting, StepTaken
from .rules import field_labels
from .workflow import AFTER_INTRODUCTION, RELEASE_FIELDS, Party, State

RATE_WITHIN = timedelta(days=7)


def _write(
    template: str, case: Introduction, side: Party, door: str = "", *, secret: bool = False, **context: Any
) -> None:
    """One letter to the contact of one side, signed by the scout in charge."""
    contact = case.contact_of(side)
    if contact is None or not contact.email:
        return
    queue(
        template,
        to=recipient(contact),
        subject=case,
        sender=case.owner.full_name,
        reply_to=case.owner.email,
        # A personal link opens the matter, so the letter that carries one is erased once sent.
        secret=secret or "/a/" in door,
        number=case.number,
        state=case.state,
        side=str(side),
        door=door,
        due=case.due_on,
        **_frame(case.owner, contact),
        **context,
    )


def _frame(scout: User, contact: Contact) -> dict[str, Any]:
    """Who writes to whom: what greeting and closing of a letter need."""
    today = timezone.localdate()
    firm = contact.organisation
    return {
        "contact": contact,
        "firm": " ".join(firm.name.split()),
        "for_startup": firm.kind == "startup",
        "scout": scout,
        "deputy": deputy_of(scout, today),
        "centre": the_centre(),
    }


def ask_company(need: Need, cases: Sequence[Introduction], door: str) -> None:
    _write("introductions/ask_company", cases[0], Party.COMPANY, door, need_number=need.number, count=len(cases))


def ask_startup(case: Introduction, side: Party, door: str) -> None:
    _write("introductions/ask_startup", case, side, door)


def ask_for_release(case: Introduction, side: Party, door: str) -> None:
    _write("introductions/ask_for_release", case, side, door)


def introduced(case: Introduction, side: Party, door: str) -> None:
    """The other side's released fields, word for word as they stand in the receipt."""
    contact = case.contact_of(side)
    with translation.override(contact.language if contact else "de"):
        labels = field_labels()
        theirs = [(labels[row.field], " ".join(row.value.split())) for row in shown_to(case, side)]
    _write("introductions/introduced", case, side, door, theirs=theirs)


def shown_to(case: Introduction, side: Party) -> list[Disclosure]:
    """What this side may know of the other one now."""
    rows = Disclosure.objects.filter(introduction=case, hidden_at=None).exclude(side=side)
    return sorted(rows, key=lambda row: RELEASE_FIELDS.index(row.field))


def other_name(case: Introduction, side: Party) -> str:
    """The other side as this side may call it; empty before the introduction and after a withdrawal."""
    if not any(row.field == "organisation" for row in shown_to(case, side)):
        return ""
    other = case.organisation_of(Party.STARTUP if side == Party.COMPANY else Party.COMPANY)
    return " ".join(other.name.split())


def release_withdrawn(case: Introduction, side: Party, door: str) -> None:
    _write("introductions/release_withdrawn", case, side, door)


def person_erased(case: Introduction, side: Party, door: str) -> None:
    """To whom data of a person were passed on that are erased now (Art. 19 DSGVO)."""
    _write("introductions/person_erased", case, side, door)


def declined(case: Introduction, side: Party, door: str) -> None:
    asked = Introduction.objects.filter(need=case.need, state=State.STARTUP_ASKED) if case.need_id else None
    running = asked.count() if asked is not None and side == Party.COMPANY else 0
    _write("introductions/declined", case, side, door, running=running, said_why=bool(case.passed_on))


def stopped(case: Introduction, side: Party, door: str) -> None:
    _write("introductions/stopped", case, side, door)


def expired(case: Introduction, side: Party, door: str) -> None:
    _write("introductions/expired", case, side, door)


def reminder(case: Introduction, side: Party, door: str) -> None:
    _write("introductions/reminder", case, side, door)


def question_answered(case: Introduction, side: Party, door: str) -> None:
    _write(
        "introductions/question_answered", case, side, door, answer_due=case.due_on if side in case.waits_for else None
    )


def meeting_arranged(case: Introduction, side: Party, door: str, *, meeting: Meeting, calendar: str) -> None:
    """A date, or another one; ``calendar``: the .ics for this very side."""
    _write_meeting(
        "introductions/meeting_arranged", case, side, door, meeting, calendar=calendar, calendar_method="REQUEST"
    )


def meeting_cancelled(case: Introduction, side: Party, door: str, *, meeting: Meeting, calendar: str) -> None:
    _write_meeting(
        "introductions/meeting_cancelled", case, side, door, meeting, calendar=calendar, calendar_method="CANCEL"
    )


def _write_meeting(
    template: str, case: Introduction, side: Party, door: str, meeting: Meeting, **calendar: Any
) -> None:
    goes_on = case.state in AFTER_INTRODUCTION
    other = other_name(case, side)
    _write(template, case, side, door, meeting=meeting, other=other, goes_on=goes_on, **calendar)


def rate_meeting(case: Introduction, side: Party, door: str) -> None:
    _write("introductions/rate_meeting", case, side, door, until=timezone.localdate() + RATE_WITHIN)


def pilot_agreed(case: Introduction, side: Party, door: str) -> None:
    first = case.pilot.check_ins.first()
    _write(
        "introductions/pilot_agreed", case, side, door, pilot=case.pilot, first_check=first.due_on if first else None
    )


def check_in_due(case: Introduction, side: Party, door: str) -> None:
    _write("introductions/check_in_due", case, side, door, until=timezone.localdate() + RATE_WITHIN)


def follow_up_due(case: Introduction, side: Party, door: str) -> None:
    ask = FollowUp.objects.filter(cooperation__introduction=case, done_at=None).order_by("month").first()
    if ask:
        _write(
            "introductions/follow_up_due", case, side, door, month=ask.month, until=timezone.localdate() + RATE_WITHIN
        )


def step_recorded(step: StepTaken, side: Party) -> None:
    """What a scout wrote down for this side. The signed "Das stimmt nicht" makes the letter secret."""
    _write(
        "introductions/step_recorded", step.introduction, side, secret=True, step=step, dispute=dispute_link(step, side)
    )


def link_code(contact: Contact, code: str, minutes: int) -> None:
    """The second letter to a mailed link; kept apart from any case, since it opens one."""
    queue(
        "introductions/link_code", to=recipient(contact), secret=True, code=code, contact=contact,
        minutes=minutes, centre=the_centre(), firm=contact.organisation.name,
    )  # fmt: skip


def new_link(contact: Contact, scout: User, door: str) -> None:
    """In place of a link that is over; asked for by whoever holds the old letter, sent to the mailbox we know."""
    queue(
        "introductions/new_link", to=recipient(contact), secret=True, door=door, reply_to=scout.email,
        sender=scout.full_name, **_frame(scout, contact),
    )  # fmt: skip


# --- To the office: the number, the act and the address; names and contents stay behind the sign-in ---


def tell_owner(case: Introduction, template: str, *, leads: bool = False) -> None:
    """To the scout in charge, and to the deputy while she is away; ``leads``: to the project leads too."""
    for person in readers_of(case.owner, timezone.localdate(), leads=leads):
        tell(person, template, case, case=case, days_late=_days_late(case))


def readers_of(owner: User, day: date, *, leads: bool = False) -> list[User]:
    deputy = deputy_of(owner, day)
    people = [owner, *([deputy] if deputy else []), *(holders_of(Role.LEAD) if leads else [])]
    return list({person.pk: person for person in people}.values())


def tell(person: User, template: str, subject: Model, **context: Any) -> None:
    queue(
        template, to=user_recipient(person), subject=subject, contact=person, reader=person, centre=the_centre(),
        **context,
    )  # fmt: skip


def _days_late(case: Introduction) -> int:
    return max((timezone.localdate() - case.due_on).days, 0) if case.due_on else 0


def hub_proposed(case: Introduction) -> None:
    tell_owner(case, "introductions/hub_proposed_office")
