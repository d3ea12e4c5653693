"""Where events may name a person."""

from django.db.models import Q, QuerySet

from dnm.directory.models import Contact, Organisation
from dnm.directory.queries.traces import Words
from dnm.mail.models import Letter

from ..models import (
    EncounterRating,
    Participant,
    ParticipantDisclosure,
    ParticipantRelease,
    Pitch,
    Registration,
    SurveyAnswer,
)


def participants_of(firm: Organisation) -> QuerySet[Participant]:
    return Participant.objects.filter(organisation=firm)


def places_of(contact: Contact) -> QuerySet[Registration]:
    """Registered as a contact, or as a guest with the same address."""
    mine = Q(contact=contact)
    return Registration.objects.filter(mine | Q(email__iexact=contact.email) if contact.email else mine)


def releases_of(firm: Organisation) -> QuerySet[ParticipantRelease]:
    return ParticipantRelease.objects.filter(participant__organisation=firm).order_by("pk")


def receipts_with(firm: Organisation) -> QuerySet[ParticipantDisclosure]:
    """What the firm passed on, and what was passed on to it."""
    either = Q(release__participant__organisation=firm) | Q(receiver__organisation=firm)
    return (
        ParticipantDisclosure.objects.filter(either).select_related("release__participant", "receiver").order_by("pk")
    )


def ratings_about(firm: Organisation) -> QuerySet[EncounterRating]:
    either = Q(encounter__company__organisation=firm) | Q(encounter__startup__organisation=firm)
    return EncounterRating.objects.filter(either)


def letters_about(firm: Organisation) -> QuerySet[Letter]:
    """Plans name those whom the reader meets, so the letters to the others count too."""
    days = participants_of(firm).values("day")
    keys = Participant.objects.filter(day__in=days).values("pk")
    return Letter.objects.filter(subject_label="events.participant", subject_id__in=keys)


WORDS = (
    Words(Participant, ("teaser",), participants_of),
    Words(Pitch, ("title", "text"), lambda firm: Pitch.objects.filter(participant__organisation=firm)),
    Words(EncounterRating, ("comment", "given_by", "going_on_text"), ratings_about),
    Words(
        SurveyAnswer, ("comment",), lambda firm: SurveyAnswer.objects.filter(registration__organisation=firm)
    ),
)  # fmt: skip
LETTERS = (Words(Letter, ("subject", "body", "body_html", "calendar"), letters_about),)
