"""Who may do what at an event, and the words of the consents. Pure yes or no, apart from the words."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from dnm.accounts.rules import Actor, is_scout, is_system
from dnm.accounts.workflow import Audience
from dnm.introductions.rules import text_hash

from ..models import Event, Participant
from ..workflow import RELEASED_FIELDS, EventState, Phase

__all__ = [
    "can_answer_for",
    "can_decline",
    "can_keep_events",
    "can_register",
    "consent_problem",
    "data_text",
    "event_problem",
    "is_participant_only",
    "photo_text",
    "release_text",
    "release_values",
    "released_fields",
    "text_hash",
]


def can_keep_events(actor: Actor) -> bool:
    """Make events, read who comes, plan meeting days."""
    return is_scout(actor) or is_system(actor)


def can_register(event: Event, now: datetime) -> bool:
    until = event.register_until or event.starts
    return event.state == EventState.ANNOUNCED and now < until


def can_answer_for(actor: Actor, participant: Participant) -> bool:
    """Wishes, availability, release: the participant itself, signed in or by its mailed link."""
    if actor.audience != Audience.MEMBER or actor.organisation_id != participant.organisation_id:
        return False
    return actor.only in ("", f"participant:{participant.pk}")


def can_decline(participant: Participant, now: datetime) -> bool:
    """By itself: until the event begins. Afterwards somebody at the reception needs to know at once."""
    day = participant.day
    return participant.gone_at is None and day.phase != Phase.OVER and now < day.event.starts


def is_participant_only(actor: Actor) -> bool:
    """Came by the mailed door of one participant; no other page of members is meant for it."""
    return actor.only.startswith("participant:")


def event_problem(event: Event) -> str:
    """What is missing before the event can be saved, in words."""
    if not event.title.strip():
        return _("Geben Sie der Veranstaltung einen Titel.")
    if event.ends <= event.starts:
        return _("Das Ende liegt vor dem Beginn.")
    if event.capacity == 0:
        return _("Mit null Plätzen kann sich niemand anmelden. Lassen Sie das Feld leer, wenn es keine Grenze gibt.")
    if event.register_until and event.register_until > event.ends:
        return _("Die Anmeldung endet erst nach der Veranstaltung.")
    return ""


def data_text(event: Event, language: str) -> str:
    """The consent without which nobody can be registered. The same event gives the same words."""
    with translation.override(language):
        return _(
            "Ich bin einverstanden, dass das Büro meine Angaben für „%(title)s“ speichert: für Anmeldung, Einlass, "
            "Erinnerung und den Nachweis gegenüber dem Fördergeber."
        ) % {"title": event.title}


def photo_text(event: Event, language: str) -> str:
    with translation.override(language):
        return _(
            "Ich bin einverstanden, dass bei „%(title)s“ Fotos gemacht und vom Büro veröffentlicht werden, auf denen "
            "ich zu sehen bin. Das ist freiwillig; ich kann es jederzeit widerrufen."
        ) % {"title": event.title}


def consent_problem(event: Event, language: str, *, data_hash: str, photo_hash: str) -> str:
    """Hashes of the texts that were ticked, as they stood on the page; empty: not ticked."""
    if not data_hash:
        return _("Ohne Ihr Einverständnis können wir Ihre Anmeldung nicht speichern.")
    expected = {text_hash(data_text(event, language))}, {"", text_hash(photo_text(event, language))}
    if data_hash not in expected[0] or photo_hash not in expected[1]:
        return _("Der Text hat sich inzwischen geändert. Lesen Sie ihn noch einmal.")
    return ""


def release_text(participant: Participant, language: str) -> str:
    """The words of the release at a meeting day: name and firm, to those one will meet."""
    with translation.override(language):
        values = release_values(participant)
        lines = [
            _("Wir dürfen an alle, die Sie beim „%(title)s“ treffen, weitergeben:")
            % {"title": participant.day.event.title},
            *(f"– {values[name]}" for name in RELEASED_FIELDS if values.get(name)),
            _("Am Tag steht der Betrieb auch auf dem Plan im Saal: auf der Anzeige, den Tischschildern, dem Aushang."),
            _("Zweck: die Gespräche an diesem Tag. Telefon und E-Mail geben wir nicht weiter."),
            _("Die Freigabe gilt, bis sie widerrufen wird. Ein Widerruf ist jederzeit möglich."),
        ]
    return "\n".join(lines)


def release_values(participant: Participant) -> dict[str, str]:
    """Field -> what a meeting day passes on of it; empty ones left out."""
    firm, person = participant.organisation, participant.contact
    values = {"organisation": firm.name_and_place}
    if person:
        values["person"] = ", ".join(part for part in (person.full_name, person.position) if part)
    return {name: value for name, value in values.items() if value}


def released_fields(participant: Participant) -> list[str]:
    return [name for name in RELEASED_FIELDS if name in release_values(participant)]
