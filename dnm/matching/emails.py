"""Letters about needs. They carry the act and a date, never the content of a need."""

from typing import Any

from django.utils import timezone

from dnm.accounts.models import User
from dnm.accounts.queries import deputy_of
from dnm.centre.queries import the_centre
from dnm.directory.models import Contact
from dnm.directory.queries import contact_for, recipient, user_recipient
from dnm.journal.rules import Acting
from dnm.mail.actions import queue

from .models import Need, Offer


def need_received(need: Need) -> None:
    """To the company: number, who calls, by when."""
    known = need.contact if need.contact and not need.contact.left_on else None
    contact = known or contact_for(need.organisation)
    if contact and contact.email:
        queue(
            "matching/need_received", to=recipient(contact), subject=need, need=need, contact=contact,
            scout=need.scout, centre=the_centre(), **from_scout(need),
        )  # fmt: skip


def need_arrived(need: Need, *, told_by: Acting) -> None:
    """To the scout in charge, and to the deputy while she is away; not to whoever wrote it down."""
    if need.scout is None:
        return
    deputy = deputy_of(need.scout, timezone.localdate())
    readers = [need.scout, *([deputy] if deputy else [])]
    for person in readers:
        if (told_by.label, told_by.id) == ("accounts.user", person.pk):
            continue
        queue(
            "matching/need_arrived", to=user_recipient(person), subject=need, need=need, reader=person,
            centre=the_centre(),
        )  # fmt: skip


def from_scout(need: Need) -> dict[str, Any]:
    scout = need.scout
    return {"sender": scout.full_name, "reply_to": scout.email} if scout else {}


def question_about_offer(offer: Offer, contact: Contact, writer: User | None, text: str) -> None:
    """To a start-up: what a scout wants to know about its offer. Nothing says for whom."""
    sender: dict[str, Any] = {"sender": writer.full_name, "reply_to": writer.email} if writer else {}
    queue(
        "matching/question_about_offer", to=recipient(contact), subject=offer, offer=offer, contact=contact,
        firm=offer.organisation.name, for_startup=True, scout=writer, text=text, centre=the_centre(), **sender,
    )  # fmt: skip
