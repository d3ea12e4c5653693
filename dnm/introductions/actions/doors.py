"""How a side is reached: by a letter with an address that opens the matter, or else by telephone."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.rules import hash_of, new_token
from dnm.directory.models import Contact
from dnm.directory.queries import contact_for
from dnm.matching.models import Need

from .. import emails
from ..models import Introduction, MailedLink
from ..workflow import Party
from .steps import call

LINK_DAYS = 60
Letter = Callable[[Introduction, Party, str], None]


def other_side(side: Party) -> Party:
    return Party.STARTUP if side == Party.COMPANY else Party.COMPANY


def case_path(introduction: Introduction) -> str:
    return f"/mein/vermittlungen/{introduction.pk}/"


def release_path(introduction: Introduction) -> str:
    return f"/mein/freigaben/{introduction.pk}/"


def proposals_path(need: Need) -> str:
    return f"/mein/bedarfe/{need.pk}/vorschlaege/"


def answer_path(introduction: Introduction, side: Party) -> str:
    """Where this side answers: the start-up at its teaser, the company at the proposals of its need."""
    if side == Party.STARTUP:
        return f"/mein/steckbriefe/{introduction.pk}/"
    return proposals_path(introduction.need) if introduction.need else case_path(introduction)


def door(contact: Contact, path: str, *, need: Need | None = None, introduction: Introduction | None = None) -> str:
    """The address for a letter: the page itself for people who sign in, a personal link for all others.

    Only the link's hash is kept; the page it leads to travels in the address.
    """
    if contact.user_id:
        return f"{settings.PUBLIC_URL}{path}"
    token = new_token()
    now = timezone.now()
    MailedLink.objects.create(
        contact=contact, need=need, introduction=introduction, token_hash=hash_of(token), created_at=now,
        expires_at=now + timedelta(days=LINK_DAYS),
    )  # fmt: skip
    return f"{settings.PUBLIC_URL}/a/{token}/?weiter={path}"


def reach(introduction: Introduction, side: Party, letter: Letter, path: str, *, must: bool = True) -> None:
    """Write to this side; where there is no e-mail address and an answer is needed, a call becomes due."""
    contact = present_contact(introduction, side)
    if contact and contact.email:
        letter(introduction, side, _door_to(introduction, contact, path))
    elif must:
        call(introduction, side, _("Keine E-Mail-Adresse: anrufen und Antwort eintragen"))


def _door_to(introduction: Introduction, contact: Contact, path: str) -> str:
    need = introduction.need
    if need and path == proposals_path(need):
        # The proposals page shows every case of the need, so the link must open all of them.
        return door(contact, path, need=need)
    return door(contact, path, introduction=introduction)


def present_contact(introduction: Introduction, side: Party) -> Contact | None:
    """Who speaks for this side now: whoever left is followed by the firm's first contact."""
    contact = introduction.contact_of(side)
    if contact is None or contact.left_on:
        contact = contact_for(introduction.organisation_of(side))
        name = "company_contact" if side == Party.COMPANY else "startup_contact"
        if contact != getattr(introduction, name):
            setattr(introduction, name, contact)
            introduction.save(update_fields=[name])
    return contact


def ask_company_by_letter(need: Need, cases: Sequence[Introduction]) -> None:
    """One letter for the whole shortlist of a need, or one call."""
    contact = present_contact(cases[0], Party.COMPANY)
    if contact and contact.email:
        emails.ask_company(need, cases, door(contact, proposals_path(need), need=need))
    else:
        call(cases[0], Party.COMPANY, _("Keine E-Mail-Adresse: Shortlist am Telefon besprechen"))
