"""The moderated conversation: date, agenda, minutes, ratings."""

import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.journal.actions import record

from .. import emails
from ..models import Introduction, Meeting, Rating
from ..papers import meeting_calendar
from ..rules import party_of
from ..workflow import Party, State
from .doors import case_path, reach
from .steps import StepRefused, deadline_of, due_for, locked, take


def _check(starts: datetime, ends: datetime, place: str, link: str) -> None:
    if ends <= starts:
        raise StepRefused(_("Das Ende liegt vor dem Beginn."))
    if ends - starts > timedelta(hours=12):
        raise StepRefused(_("Ein Gespräch dauert höchstens zwölf Stunden. Prüfen Sie Beginn und Ende."))
    if not (place.strip() or link.strip()):
        raise StepRefused(_("Geben Sie einen Ort oder einen Link an."))


def _tell_both(case: Introduction, meeting: Meeting, *, cancelled: bool) -> None:
    """To each side with the .ics of its own: it names the other one only as far as released."""
    write = emails.meeting_cancelled if cancelled else emails.meeting_arranged

    def letter(about: Introduction, side: Party, door: str) -> None:
        calendar = meeting_calendar(meeting, side, cancelled=cancelled, now=timezone.now())
        write(about, side, door, meeting=meeting, calendar=calendar)

    for side in (Party.COMPANY, Party.STARTUP):
        reach(case, side, letter, case_path(case), must=not cancelled)


def call_off(case: Introduction) -> None:
    """The planned conversation of a case that has ended: calendars are told."""
    meeting = Meeting.objects.filter(introduction=case, state=Meeting.State.PLANNED).first()
    if meeting:
        _cancel(case, meeting)


def _cancel(case: Introduction, meeting: Meeting) -> None:
    meeting.state = Meeting.State.CANCELLED
    meeting.sequence += 1
    meeting.save()
    _tell_both(case, meeting, cancelled=True)


@transaction.atomic
def schedule_meeting(
    introduction: Introduction,
    *,
    starts: datetime,
    ends: datetime,
    moderator: User,
    by: Actor,
    place: str = "",
    link: str = "",
    agenda: str = "",
) -> Meeting:
    """Arrange a conversation, or move the planned one: same UID, next SEQUENCE, so that calendars update."""
    case = locked(introduction)
    _check(starts, ends, place, link)
    values = {
        "starts": starts, "ends": ends, "place": place.strip(), "link": link.strip(), "agenda": agenda.strip(),
        "moderator": moderator,
    }  # fmt: skip
    meeting = Meeting.objects.filter(introduction=case, state=Meeting.State.PLANNED).first()
    if meeting:
        if all(getattr(meeting, name) == value for name, value in values.items()):
            return meeting
        for name, value in values.items():
            setattr(meeting, name, value)
        meeting.sequence += 1
    else:
        meeting = Meeting(introduction=case, uid=_new_uid(), **values)
    take(case, "schedule_meeting", by=by)
    meeting.save()
    case.due_on = due_for(case, State.MEETING_SCHEDULED)
    case.save(update_fields=["due_on"])
    _tell_both(case, meeting, cancelled=False)
    return meeting


@transaction.atomic
def cancel_meeting(introduction: Introduction, *, by: Actor) -> Introduction:
    """Call the planned conversation off: calendars are told, the case waits for a new date."""
    case = locked(introduction)
    meeting = Meeting.objects.filter(introduction=case, state=Meeting.State.PLANNED).first()
    if meeting is None:
        return case
    earlier = Meeting.objects.filter(introduction=case, state=Meeting.State.HELD).exists()
    take(case, "cancel_meeting", by=by, target=State.MEETING_HELD if earlier else None)
    _cancel(case, meeting)
    return case


@transaction.atomic
def hold_meeting(
    introduction: Introduction,
    *,
    by: Actor,
    minutes: str,
    next_step: str,
    next_step_owner: str,
    next_step_on: date,
    held_at: datetime | None = None,
) -> Meeting:
    """The conversation took place: minutes and the next step with owner and date; both sides are asked to rate it.

    Without a planned meeting (``held_at`` given) it is written down afterwards.
    """
    case = locked(introduction)
    if not (minutes.strip() and next_step.strip() and next_step_owner.strip()):
        raise StepRefused(_("Schreiben Sie ein kurzes Protokoll auf, den nächsten Schritt und wer ihn macht."))
    written = Meeting.objects.filter(introduction=case, state=Meeting.State.HELD, minutes=minutes.strip()).first()
    if written:
        return written
    meeting = _meeting_to_write_down(case, held_at)
    meeting.minutes, meeting.next_step = minutes.strip(), next_step.strip()
    meeting.next_step_owner, meeting.next_step_on = next_step_owner.strip(), next_step_on
    meeting.state = Meeting.State.HELD
    take(case, "hold_meeting", by=by)
    meeting.save()
    case.due_on = max(next_step_on, timezone.localdate() + timedelta(days=deadline_of(State.MEETING_HELD).days or 0))
    case.save(update_fields=["due_on"])
    for side in (Party.COMPANY, Party.STARTUP):
        reach(case, side, emails.rate_meeting, case_path(case), must=False)
    return meeting


def _meeting_to_write_down(case: Introduction, held_at: datetime | None) -> Meeting:
    meeting = Meeting.objects.filter(introduction=case, state=Meeting.State.PLANNED).first()
    if meeting is None:
        if held_at is None or held_at > timezone.now():
            raise StepRefused(_("Geben Sie an, wann das Gespräch war."))
        return Meeting(
            introduction=case, uid=_new_uid(), starts=held_at, ends=held_at + timedelta(hours=1), moderator=case.owner
        )
    if meeting.starts > timezone.now():
        raise StepRefused(_("Das Gespräch liegt noch in der Zukunft. Verschieben Sie zuerst den Termin."))
    return meeting


def _new_uid() -> str:
    return f"{uuid.uuid4()}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}"


@transaction.atomic
def rate_meeting(meeting: Meeting, side: Party, stars: int, comment: str = "", *, by: Actor) -> Rating:
    """1 to 5, read by the office only; a second rating of the same side replaces the first."""
    case = locked(meeting.introduction)
    if party_of(by, case) not in (side, Party.SCOUT, Party.CLOCK):
        raise StepRefused(_("Bewerten kann nur, wer am Gespräch beteiligt war."))
    if meeting.state != Meeting.State.HELD or stars not in range(1, 6):
        raise StepRefused(_("Wählen Sie eine Zahl von 1 bis 5."))
    rating, _new = Rating.objects.update_or_create(
        meeting=meeting, side=side,
        defaults={"stars": stars, "comment": comment.strip(), "given_by": by.name, "given_at": timezone.now()},
    )  # fmt: skip
    record("meeting.rated", case, by=by, organisation_id=case.organisation_of(side).pk, side=side, stars=stars)
    return rating
