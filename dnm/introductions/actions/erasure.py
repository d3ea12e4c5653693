"""Art. 17 DSGVO: a person goes out of the cases; the sealed rows stay whole, and whoever got the data hears of it."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from dnm.accounts.rules import Actor
from dnm.directory.actions.checks import only_if
from dnm.directory.actions.erasure import blacken, entries_naming
from dnm.directory.models import Contact
from dnm.directory.rules import can_change_contacts
from dnm.directory.rules.traces import GONE, Traces, traces_of
from dnm.journal.actions import erase_asides, record
from dnm.journal.models import Entry
from dnm.matching.actions import erase_person as erase_from_needs

from .. import emails
from ..models import Disclosure, Introduction, MailedLink, Release, StepTaken
from ..queries.traces import LETTERS, PERSON_FIELDS, WORDS, cases_of, releases_about
from ..workflow import ENDED, Party
from .consent import after_the_end_of, end_release
from .doors import other_side, reach, release_path
from .steps import locked


@transaction.atomic
def erase_person(contact: Contact, *, by: Actor) -> Contact:
    """Everything the program holds about a contact, in every app; what the firm did stays readable without the name."""
    only_if(can_change_contacts(by, contact.organisation))
    firm, traces = contact.organisation, traces_of(contact)
    cases = list(cases_of(firm).order_by("pk"))
    for case in cases:
        _erase_from(locked(case), contact, traces, by)
    StepTaken.objects.filter(_done_by("by", contact), introduction__in=cases).update(by_name=GONE)
    blacken([*WORDS, *LETTERS], firm, traces)
    MailedLink.objects.filter(contact=contact).delete()
    keys = [case.pk for case in cases]
    about = Entry.objects.filter(subject_label="introductions.introduction", subject_id__in=keys)
    erase_asides(entries_naming(about, traces), by=by)
    return erase_from_needs(contact, by=by)


def _done_by(prefix: str, contact: Contact) -> Q:
    """Rows of what the person did, signed in or by a mailed link."""
    done = Q(**{f"{prefix}_label": "directory.contact", f"{prefix}_id": contact.pk})
    return done | Q(**{f"{prefix}_label": "accounts.user", f"{prefix}_id": contact.user_id or 0})


def _erase_from(case: Introduction, contact: Contact, traces: Traces, by: Actor) -> None:
    side = Party.COMPANY if case.company_id == contact.organisation_id else Party.STARTUP
    own = Release.objects.filter(introduction=case, side=side).order_by("pk")
    about = releases_about(contact, traces, own)
    if not case.introduced_at:
        # Nobody has read it yet, and nobody will: the firm is asked again, with another person.
        for release in [release for release in about if release.valid]:
            end_release(release, by=by, voided=True)
            after_the_end_of(case, side)
    known = Disclosure.objects.filter(release__in=about, hidden_at=None, field__in=PERSON_FIELDS).exists()
    seals = [*_empty_releases(own, about, contact, traces), *_empty_receipts(case, side, about, contact, traces)]
    if seals:
        record("introduction.person_erased", case, by=by, organisation_id=case.company_id, side=side, seals=seals)
    if known:
        must = case.state not in ENDED
        reach(case, other_side(side), emails.person_erased, release_path(case), must=must)


def _empty_releases(own: QuerySet[Release], about: list[Release], contact: Contact, traces: Traces) -> list[Release]:
    """The consent with its fields and times stays; its words and the name of who gave it go."""
    given = set(own.filter(_done_by("given", contact)).values_list("pk", flat=True))
    changed = []
    for release in own:
        told, named = release in about, release.pk in given or traces.is_name(release.given_name)
        if told:
            release.text = release.text_hash = ""
        if named and not release.name_erased_at:
            release.given_name, release.name_salt, release.name_erased_at = "", "", timezone.now()
        elif not told:
            continue
        release.save(update_fields=["text", "text_hash", "given_name", "name_salt", "name_erased_at"])
        changed.append(release)
    return changed


def _empty_receipts(
    case: Introduction, side: Party, about: list[Release], contact: Contact, traces: Traces
) -> list[Disclosure]:
    """That a name, an address, a number was passed on stays; what it said goes, and to whom."""
    now, changed = timezone.now(), []
    for row in Disclosure.objects.filter(introduction=case).select_related("release").order_by("pk"):
        if row.release in about and row.field in PERSON_FIELDS and not row.erased_at:
            row.value, row.salt, row.erased_at, row.hidden_at = "", "", now, row.hidden_at or now
        elif row.side != side and not row.to_erased_at and (row.to_id == contact.pk or traces.is_name(row.to_name)):
            row.to_name, row.to_salt, row.to_erased_at = "", "", now
        else:
            continue
        row.save(update_fields=["value", "salt", "erased_at", "hidden_at", "to_name", "to_salt", "to_erased_at"])
        changed.append(row)
    return changed
