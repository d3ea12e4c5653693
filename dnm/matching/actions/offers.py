import re
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor, is_scout, is_system
from dnm.directory.actions import Invalid, confirm_startup
from dnm.directory.models import Organisation
from dnm.engines.ranking.language import detect
from dnm.journal.actions import record
from dnm.work.actions import enqueue

from ..models import Offer
from ..rules import word_problems

FIELDS = ("title", "text", "price_from", "price_to", "price_unit", "active")
HIGHEST_PRICE = Decimal(99_999_999)
HEADING = 90
"""Signs of a heading that is taken from a text."""


@transaction.atomic
def admit_startup(organisation: Organisation, *, by: Actor) -> Organisation:
    """The office takes a start-up up: what it told when it registered becomes its first offer. Twice is once."""
    startup = confirm_startup(organisation, by=by)
    told = startup.startup.summary.strip()
    if told and not Offer.objects.filter(organisation=startup).exists():
        save_offer(startup, by=by, title=_heading(told), text=told)
    return startup


def _heading(text: str) -> str:
    """The first sentence, or as many of its words as a heading holds."""
    first = re.split(r"(?<=[.!?])\s", " ".join(text.split()))[0].rstrip(".")
    return first if len(first) <= HEADING else first[:HEADING].rsplit(" ", 1)[0] + " …"


@transaction.atomic
def save_offer(
    organisation: Organisation, *, by: Actor, offer: Offer | None = None, language: str = "", **words: object
) -> Offer:
    """Make or change an offer. ``language`` set by a person counts; left empty it is detected from the text."""
    own = by.organisation_id == organisation.pk and not by.only
    if not (is_scout(by) or is_system(by) or own):
        raise Refused(_("Angebote ändert das Startup selbst oder das Büro."))
    if organisation.kind != Organisation.Kind.STARTUP or (offer and offer.organisation_id != organisation.pk):
        raise Refused(_("Nur Startups haben Angebote."))
    unknown = set(words) - set(FIELDS)
    if unknown:
        raise TypeError(f"not a part of an offer: {sorted(unknown)}")
    offer = _locked(offer) if offer else Offer(organisation=organisation)
    is_new = offer.pk is None
    before = {name: getattr(offer, name) for name in (*FIELDS, "language", "language_fixed")}
    for name, value in words.items():
        setattr(offer, name, value)
    _only_good(offer, words)
    if language:
        offer.language, offer.language_fixed = language[:5], True
    elif not offer.language_fixed:
        offer.language = detect(f"{offer.title}. {offer.text}").code[:5] or "de"
    if is_new or any(getattr(offer, name) != value for name, value in before.items()):
        offer.save()
        record("offer.added" if is_new else "offer.changed", offer, by=by, organisation_id=organisation.pk)
        enqueue("matching.rank_all", "offers")
    return offer


def _locked(offer: Offer) -> Offer:
    return Offer.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=offer.pk)


def _only_good(offer: Offer, words: Mapping[str, object]) -> None:
    problems = word_problems(words, Offer, timezone.localdate())
    if not offer.title.strip():
        problems.setdefault("title", _("Geben Sie dem Angebot eine Überschrift."))
    if not offer.text.strip():
        problems.setdefault("text", _("Schreiben Sie, was Sie anbieten und für wen."))
    low, high = offer.price_from, offer.price_to
    if any(price is not None and not 0 <= price <= HIGHEST_PRICE for price in (low, high)):
        problems["price_from"] = _("Geben Sie einen Preis von 0 bis 99.999.999 € an.")
    elif low is not None and high is not None and high < low:
        problems["price_to"] = _("Der höchste Preis liegt unter dem niedrigsten.")
    if problems:
        raise Invalid(problems)
