"""Private answers about the other side, and the release that comes with them."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor, is_system
from dnm.introductions.actions.consent import release_columns
from dnm.introductions.actions.steps import Spoken, check_spoken
from dnm.journal.actions import record

from .. import emails
from ..models import Participant, ParticipantDisclosure, ParticipantRelease, Wish
from ..queries import valid_release
from ..rules import can_answer_for, can_keep_events, release_text, released_fields, text_hash
from ..workflow import Answer, Phase
from .checks import locked_day, locked_event
from .days import allowed_participant
from .joining import accept


@transaction.atomic
def answer_wishes(participant: Participant, answers: Mapping[int, str], *, by: Actor) -> Participant:
    """Participant of the other side -> must, meet or no; an empty answer takes one back. Recorded by the office alike.

    The same answers again change nothing, so that a double click and a second tab do no harm. With the first yes the
    person has a place at the event.
    """
    event = locked_event(participant.day.event)  # before the day, as everywhere
    one = allowed_participant(participant, by)
    others = one.day.participants.exclude(side=one.side)
    if set(answers) - set(others.values_list("pk", flat=True)):
        raise Refused(_("Diese Teilnahme gibt es nicht mehr. Laden Sie die Seite neu."))
    source = Wish.Source.OFFICE if can_keep_events(by) else Wish.Source.PAGE
    known = {wish.other_id: wish for wish in one.wishes.all()}
    for other, answer in answers.items():
        if not answer:
            one.wishes.filter(other=other).delete()
            continue
        try:
            said = Answer(answer)
        except ValueError:
            raise Refused(_("Wählen Sie „unbedingt“, „gern“ oder „nein danke“.")) from None
        if other in known and known[other].answer == said:
            continue
        changed = {"answer": said, "source": source, "given_at": timezone.now()}
        Wish.objects.update_or_create(participant=one, other_id=other, defaults=changed)
    one.answered_at = timezone.now()
    one.save(update_fields=["answered_at"])
    accept(one, event, by=by)
    # How many, never whom: the journal is read by more people than these answers.
    record("meeting_day.answered", one, by=by, organisation_id=one.organisation_id, answers=one.wishes.count())
    return one


@transaction.atomic
def give_day_release(
    participant: Participant, *, by: Actor, shown_hash: str, language: str, spoken: Spoken | None = None
) -> ParticipantRelease:
    """Name and firm may go to those one will meet. ``shown_hash``: of the text as it stood on the page.

    Only by those who may release for the firm, or told to the office (``spoken``). Given twice it counts once.
    """
    one = allowed_participant(participant, by)
    _only_releasing(one, by)
    check_spoken(spoken, by, needed=not can_answer_for(by, one))
    text = release_text(one, language)
    if shown_hash != text_hash(text):
        raise Refused(_("Der Text hat sich inzwischen geändert. Lesen Sie ihn noch einmal."))
    current = valid_release(one)
    if current and current.text_hash == shown_hash:
        return current
    if current:
        _end(current, "voided_at")
    columns = release_columns(released_fields(one), text, by=by, language=language, spoken=spoken)
    release = ParticipantRelease.objects.create(participant=one, **columns)
    _seal("meeting_day.release_given", one, by, [*([current] if current else []), release])
    return release


def _only_releasing(one: Participant, by: Actor) -> None:
    if not (can_keep_events(by) or (can_answer_for(by, one) and by.may_release)):
        raise Refused(_("Freigeben darf nur, wer für den Betrieb verantwortlich ist, oder die benannte Vertretung."))


def _end(release: ParticipantRelease, column: str) -> None:
    setattr(release, column, timezone.now())
    release.save(update_fields=[column])


def _seal(verb: str, one: Participant, by: Actor, seals: list[ParticipantRelease | ParticipantDisclosure]) -> None:
    record(verb, one, by=by, organisation_id=one.organisation_id, event=one.day.event_id, seals=seals)


@transaction.atomic
def withdraw_day_release(participant: Participant, *, by: Actor) -> Participant:
    """At any time, also on the day: names vanish from every plan at once, nothing more is passed on.

    The organiser hears of it once a plan is made or published: the meetings have to be planned anew.
    """
    one = Participant.objects.select_related("organisation").get(pk=participant.pk)
    one.day = locked_day(participant.day)
    if not (can_keep_events(by) or is_system(by) or (can_answer_for(by, one) and by.may_release)):
        raise Refused(_("Widerrufen darf nur, wer für den Betrieb verantwortlich ist, oder die benannte Vertretung."))
    release = valid_release(one)
    if release is None:
        return one
    _end(release, "revoked_at")
    hidden = list(ParticipantDisclosure.objects.filter(release__participant=one, hidden_at=None))
    for row in hidden:
        row.hidden_at = release.revoked_at
        row.save(update_fields=["hidden_at"])
    _seal("meeting_day.release_withdrawn", one, by, [release, *hidden])
    if not can_keep_events(by) and one.day.phase in (Phase.PLANNING, Phase.PUBLISHED):
        emails.release_withdrawn(one.day)
    return one
