"""Who may take which step, and what a consent must contain. Pure yes or no, apart from the words."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from dnm.accounts.rules import Actor, is_scout, is_system
from dnm.accounts.workflow import Audience
from dnm.matching.queries import teaser_for

from .models import Introduction
from .workflow import (
    NOT_ASKED_YET,
    REACHING_FIELDS,
    RECORDABLE,
    RELEASE_FIELDS,
    REQUIRED_FIELDS,
    SPOKEN_SOURCES,
    STEPS,
    Party,
    State,
)


def party_of(actor: Actor, introduction: Introduction) -> Party | None:
    """The part in which this actor meets this case; None for strangers."""
    if is_system(actor):
        return Party.CLOCK
    if is_scout(actor):
        return Party.SCOUT
    if actor.audience != Audience.MEMBER or not _opened(actor, introduction):
        return None
    if actor.organisation_id == introduction.company_id:
        return Party.COMPANY
    return Party.STARTUP if actor.organisation_id == introduction.startup_id else None


def _opened(actor: Actor, introduction: Introduction) -> bool:
    """A mailed link opens one case, or the cases of one need."""
    return actor.only in ("", f"introduction:{introduction.pk}", f"need:{introduction.need_id}")


def can_take(step: str, introduction: Introduction, actor: Actor, *, for_party: Party | None = None) -> bool:
    """Whether the table allows it. ``for_party``: a scout records what that party said."""
    rule = STEPS[step]
    if introduction.state not in rule.sources:
        return False
    party = party_of(actor, introduction)
    if for_party is not None:
        return party in (Party.SCOUT, Party.CLOCK) and for_party in rule.by and step in RECORDABLE
    if party in (Party.COMPANY, Party.STARTUP) and not knows(introduction, party):
        return False
    # The clock acts for the office where the demo region is built.
    return party in rule.by or (party == Party.CLOCK and Party.SCOUT in rule.by)


def knows(introduction: Introduction, side: Party) -> bool:
    """Whether this side was asked, so that it may answer and hears how the case ends."""
    state = introduction.paused_from if introduction.state == State.PAUSED else introduction.state
    return side not in NOT_ASKED_YET.get(State(state), ())


def can_release(introduction: Introduction, actor: Actor, side: Party) -> bool:
    """Only the owner or a named deputy of that very side; a scout records it for them."""
    party = party_of(actor, introduction)
    return party in (Party.SCOUT, Party.CLOCK) or (party == side and actor.may_release)


def field_values(introduction: Introduction, side: Party) -> dict[str, str]:
    """What this side could release right now: field -> value, empty fields left out."""
    firm, person = introduction.organisation_of(side), introduction.contact_of(side)
    name = firm.name if firm.name.endswith(firm.legal_form) else f"{firm.name} {firm.legal_form}"
    values = {
        "organisation": ", ".join(part for part in (name, firm.place) if part),
        "address": ", ".join(part for part in (firm.street, f"{firm.postcode} {firm.place}".strip()) if part)
        if firm.street
        else "",
        "website": firm.website,
    }
    if person:
        title = ", ".join(part for part in (person.full_name, person.position) if part)
        values |= {"person": title, "email": person.email, "phone": person.phone}
    return {name: values[name] for name in RELEASE_FIELDS if values.get(name)}


def field_labels() -> dict[str, str]:
    return {
        "organisation": _("Name und Ort"),
        "person": _("Ansprechperson"),
        "email": _("E-Mail-Adresse"),
        "phone": _("Telefon"),
        "address": _("Anschrift"),
        "website": _("Website"),
    }


def consent_text(introduction: Introduction, side: Party, fields: Sequence[str], language: str) -> str:
    """The words of a consent: what goes to whom, for what. The same input gives the same words."""
    with translation.override(language):
        values, labels = field_values(introduction, side), field_labels()
        other = introduction.organisation_of(Party.STARTUP if side == Party.COMPANY else Party.COMPANY)
        receiver = (
            other.name_and_place if side == Party.COMPANY else _("den Betrieb, der den Steckbrief geschrieben hat,")
        )
        lines = [
            _("Wir dürfen an %(receiver)s weitergeben:") % {"receiver": receiver},
            *(f"– {labels[name]}: {values[name]}" for name in RELEASE_FIELDS if name in fields and name in values),
            _purpose(introduction, side),
            _("Die Freigabe gilt, bis sie widerrufen wird. Ein Widerruf ist jederzeit möglich."),
        ]
    return "\n".join(lines)


def _purpose(introduction: Introduction, side: Party) -> str:
    """A start-up knows the matter by its teaser only; the need's own words stay with the company."""
    title = introduction.title if side == Party.COMPANY else teaser_title(introduction)
    if not title:
        return _("Zweck: ein Erstgespräch und was daraus folgt.")
    return _("Zweck: ein Erstgespräch über „%(title)s“ und was daraus folgt.") % {"title": title}


def teaser_title(introduction: Introduction) -> str:
    """What the start-up knows the matter as; empty when it never got a teaser."""
    if introduction.need is None:
        return introduction.title
    contact = introduction.startup_contact
    teaser = teaser_for(introduction.need, contact.language if contact else "de")
    return teaser.title if teaser else ""


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def release_problem(fields: Sequence[str], offered: Collection[str] = RELEASE_FIELDS) -> str:
    """What is wrong with this choice of fields, in words; empty when it will do. ``offered``: what there is."""
    if not fields:
        return _("Kreuzen Sie mindestens eine Angabe an oder wählen Sie „Nichts freigeben“.")
    if set(fields) - set(offered):
        return _("Diese Angabe kennen wir nicht. Laden Sie die Seite neu.")
    if set(REQUIRED_FIELDS) - set(fields):
        return _("Ohne den Namen können wir Sie niemandem vorstellen. Kreuzen Sie „Name und Ort“ an.")
    if not set(REACHING_FIELDS) & set(fields):
        return _("Damit die andere Seite antworten kann, kreuzen Sie E-Mail-Adresse oder Telefon an.")
    return ""


def spoken_problem(source: str, said_by: str, said_on: date, today: date) -> str:
    """What is missing where a scout writes down a party's words: by which way, who, when."""
    if source not in SPOKEN_SOURCES:
        return _("Wählen Sie, ob es am Telefon, persönlich oder auf Papier gesagt wurde.")
    if not said_by.strip():
        return _("Geben Sie an, wer das gesagt hat.")
    if said_on > today:
        return _("Der Tag, an dem das gesagt wurde, liegt in der Zukunft.")
    return ""
