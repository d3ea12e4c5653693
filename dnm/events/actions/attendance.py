"""Who was there, and what they say afterwards. An attendance is evidence: sealed, voided when wrong, never deleted."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.directory.actions.registrations import Stranger
from dnm.directory.models import Organisation
from dnm.journal.actions import record
from dnm.journal.rules import Acting

from ..models import Attendance, Event, Registration, SurveyAnswer
from ..queries import event_of_code
from ..workflow import SURVEY_QUESTIONS, EventState
from .checks import locked_event, only_office


@transaction.atomic
def check_in(event: Event, code: str, *, by: Actor) -> Attendance:
    """At the reception: the short code from the letter. Twice counts once."""
    only_office(by)
    return _attend(_place_of(event, code), Attendance.Way.CODE, by)


@transaction.atomic
def check_in_by_phone(door_code: str, code: str) -> Attendance:
    """On one's own phone: the code that hangs at the entrance and the one from the letter. Pages limit the attempts."""
    event = event_of_code(door_code)
    if event is None:
        raise Refused(_("Diesen Code kennen wir nicht. Er hängt am Eingang aus."))
    place = _place_of(event, code)
    return _attend(place, Attendance.Way.PHONE, Stranger(place.name))


@transaction.atomic
def mark_attended(registration: Registration, *, by: Actor) -> Attendance:
    """From the signed list."""
    only_office(by)
    locked_event(registration.event)
    return _attend(Registration.objects.get(pk=registration.pk), Attendance.Way.LIST, by)


def _place_of(event: Event, code: str) -> Registration:
    event = locked_event(event)
    place = event.registrations.filter(code=code.strip().upper()).first()
    if place is None:
        raise Refused(_("Diesen Code kennen wir nicht. Er steht im Brief zur Anmeldung."))
    return place


def _attend(place: Registration, way: Attendance.Way, by: Acting) -> Attendance:
    """Whoever comes counts, also from the waiting list or after a cancellation: the seat was free, then."""
    event = place.event
    if event.state not in (EventState.ANNOUNCED, EventState.OVER):
        raise Refused(_("Diese Veranstaltung ist nicht angekündigt oder abgesagt."))
    if timezone.localdate(event.starts) > timezone.localdate():
        raise Refused(_("Diese Veranstaltung hat noch nicht begonnen."))
    if known := place.attendances.filter(voided_at=None).first():
        return known
    now = timezone.now()
    if place.state != Registration.State.REGISTERED:
        place.state = Registration.State.REGISTERED
        place.save(update_fields=["state"])
    firm = place.organisation or _firm_behind(place)
    came = Attendance.objects.create(
        registration=place, organisation=firm, way=way, came_at=min(now, event.ends),
        municipality=place.municipality or (firm.municipality if firm else ""),
    )  # fmt: skip
    _seal("event.attended", came, by)
    return came


def _firm_behind(place: Registration) -> Organisation | None:
    """Of a guest whose address stands in the directory for one firm; only now, since the code came to that mailbox."""
    if not place.email:
        return None
    found = Organisation.objects.filter(contacts__email__iexact=place.email, contacts__left_on=None).distinct()[:2]
    return found[0] if len(found) == 1 else None


def _seal(verb: str, came: Attendance, by: Acting) -> None:
    record(
        verb, came, by=by, organisation_id=came.organisation_id, municipality=came.municipality, seals=[came],
        event=came.registration.event_id, way=came.way,
    )  # fmt: skip


@transaction.atomic
def void_attendance(attendance: Attendance, *, by: Actor) -> Attendance:
    """Entered by mistake: counts no longer, stays readable."""
    only_office(by)
    came = Attendance.objects.select_for_update(of=("self",)).select_related("registration").get(pk=attendance.pk)
    if came.voided_at is None:
        came.voided_at = timezone.now()
        came.save(update_fields=["voided_at"])
        _seal("event.attendance_voided", came, by)
    return came


@transaction.atomic
def answer_survey(registration: Registration, *, comment: str = "", **stars: int) -> SurveyAnswer:
    """By the link in the letter, once the event has begun; a second answer replaces the first."""
    if registration.event.starts > timezone.now():
        raise Refused(_("Diese Veranstaltung hat noch nicht begonnen."))
    if set(stars) != set(SURVEY_QUESTIONS) or not all(1 <= given <= 5 for given in stars.values()):
        raise Refused(_("Beantworten Sie jede Frage mit 1 bis 5."))
    Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    answer, _is_new = SurveyAnswer.objects.update_or_create(
        registration=registration, defaults={**stars, "comment": comment.strip()[:2000], "given_at": timezone.now()}
    )
    return answer
