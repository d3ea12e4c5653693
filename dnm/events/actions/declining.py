"""A participant says that it does not come after all."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.journal.actions import record

from .. import emails
from ..models import Participant, Registration
from ..queries import current_plan
from ..rules import can_answer_for, can_decline
from .checks import locked_day, locked_event
from .places import cancel_registration


@transaction.atomic
def decline_day(participant: Participant, *, by: Actor) -> Participant:
    """Until the event begins, by the participant itself; the office has ``mark_gone``. Twice counts once.

    The organiser hears how many talks of the current plan fall away; a place at the event itself becomes free.
    """
    event = locked_event(participant.day.event)  # before the day: the place may be given back below
    day = locked_day(participant.day)
    one = Participant.objects.select_related("organisation", "contact").get(pk=participant.pk)
    one.day = day
    if not can_answer_for(by, one):
        raise Refused(_("Absagen können nur Sie selbst oder das Büro."))
    if one.gone_at:
        return one
    if not can_decline(one, timezone.now()):
        raise Refused(_("Hier absagen kann man nicht mehr. Rufen Sie uns an."))
    one.gone_at, one.gone_from = timezone.now(), 0
    one.save(update_fields=["gone_at", "gone_from"])
    record("meeting_day.declined", one, by=by, organisation_id=one.organisation_id, event=day.event_id)
    plan = current_plan(day)
    lost = plan.meetings.filter(Q(company=one) | Q(startup=one)).count() if plan else 0
    emails.participant_declined(day, lost)
    standing = event.registrations.exclude(state=Registration.State.CANCELLED)
    for place in standing.filter(contact=one.contact_id) if one.contact_id else ():
        cancel_registration(place)
    return one
