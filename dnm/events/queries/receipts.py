"""What a meeting day passed on, to whom and when, as each reader may see it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from dnm.accounts.rules import Actor

from ..models import Participant, ParticipantDisclosure
from ..rules import can_keep_events
from .days import participants_visible_to


class PassedLine(NamedTuple):
    """What went from one participant to another in one go. ``other``: the firm on the other side; ``person``: who got
    it. ``own``: passed on by the participant whose receipt this is, else received by it."""

    own: bool
    other: str
    person: str
    values: list[str]
    at: datetime
    withdrawn_at: datetime | None


def receipt_visible_to(actor: Actor, participant: Participant) -> list[PassedLine]:
    """For the participant itself and the office; both directions, in the order of time. Names of others appear as
    long as they are released, for the office always. Three queries."""
    if not participants_visible_to(actor).filter(pk=participant.pk).exists():
        return []
    rows = list(_rows_of(participant))
    office = can_keep_events(actor)
    shown = {
        (row.release.participant_id, row.field)
        for row in rows
        if row.receiver_id == participant.pk and not row.hidden_at
    }
    grouped: dict[tuple[int, int, datetime | None], list[ParticipantDisclosure]] = {}
    for row in rows:
        grouped.setdefault((row.release_id, row.receiver_id, row.hidden_at), []).append(row)
    return [_line(participant, group, shown, office=office) for group in grouped.values()]


def _rows_of(participant: Participant) -> Iterable[ParticipantDisclosure]:
    either = Q(release__participant=participant) | Q(receiver=participant)
    related = ("release__participant__organisation", "receiver__organisation")
    return ParticipantDisclosure.objects.filter(either).select_related(*related).order_by("disclosed_at", "pk")


def _line(
    participant: Participant, rows: list[ParticipantDisclosure], shown: set[tuple[int, str]], *, office: bool
) -> PassedLine:
    first = rows[0]
    giver, receiver = first.release.participant, first.receiver
    own = giver.pk == participant.pk
    other = receiver if own else giver
    knows_firm, knows_person = (office or (other.pk, field) in shown for field in ("organisation", "person"))
    return PassedLine(
        own=own,
        other=other.organisation.name if knows_firm else _("andere Seite"),
        person=first.to_name if knows_person or not own else "",
        values=[_value(row, readable=own or office) for row in rows],
        at=first.disclosed_at,
        withdrawn_at=first.hidden_at,
    )


def _value(row: ParticipantDisclosure, *, readable: bool) -> str:
    if row.erased_at:
        return _("gelöscht")
    return _("widerrufen, nicht mehr sichtbar") if row.hidden_at and not readable else row.value
