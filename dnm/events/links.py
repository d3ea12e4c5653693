"""Addresses that letters about events carry. Opening one changes nothing."""

from django.conf import settings

from .models import Event, MeetingDay, Participant, Registration
from .queries.events import link_token


def registration_address(place: Registration) -> str:
    """Where a place is looked at and given back."""
    return f"{settings.PUBLIC_URL}/anmeldung/{link_token(place)}/"


def survey_address(place: Registration) -> str:
    return f"{registration_address(place)}umfrage/"


def entrance_address(event: Event) -> str:
    """Where people check in on their own phone; hangs at the entrance as a QR code."""
    return f"{event_address(event)}da/?tuer={event.door_code}"


def event_address(event: Event) -> str:
    return f"{settings.PUBLIC_URL}/termine/{event.pk}/"


def participant_address(participant: Participant) -> str:
    """The participant's page, for people who sign in and for those whom a door let in."""
    return f"{settings.PUBLIC_URL}/mein/matchingtage/{participant.pk}/"


def door_address(token: str) -> str:
    """Asks for a code, then leads to the participant's page."""
    return f"{settings.PUBLIC_URL}/matchingtag/a/{token}/"


def day_address(day: MeetingDay) -> str:
    """For the office."""
    return f"{settings.PUBLIC_URL}/buero/termine/{day.event_id}/tag/"
