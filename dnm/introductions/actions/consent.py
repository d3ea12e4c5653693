"""Releases and the introduction itself. Nobody is introduced without two valid releases, whoever clicks first."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.rules import SYSTEM, Actor, is_scout
from dnm.centre.queries import first_open_day
from dnm.directory.models import Contact
from dnm.journal.actions import record
from dnm.journal.rules import commitment
from dnm.matching.actions import mark_matched

from .. import emails
from ..models import Disclosure, Introduction, Release
from ..rules import can_release, consent_text, field_values, party_of, release_problem, text_hash
from ..workflow import AFTER_INTRODUCTION, ENDED, REACHING_FIELDS, SPOKEN_SOURCES, Party, State
from .doors import other_side, present_contact, reach, release_path
from .steps import Spoken, StepRefused, enter, locked, take

SIDES = (Party.COMPANY, Party.STARTUP)
TIME_FOR_THE_OTHER = timedelta(days=3)


@transaction.atomic
def give_release(
    introduction: Introduction,
    side: Party,
    fields: Sequence[str],
    *,
    by: Actor,
    shown_hash: str,
    language: str,
    spoken: Spoken | None = None,
) -> Introduction:
    """One side allows us to pass on the ticked fields; when both have, they are introduced at once.

    ``shown_hash``: hash of the consent text with every field offered, as it stood on the page. Given twice with
    the same fields it counts once; with other fields the newer one replaces the older.
    """
    case = locked(introduction)
    fields = sorted(set(fields))
    problem = release_problem(fields, field_values(case, side))
    if problem:
        raise StepRefused(problem)
    if not can_release(case, by, side):
        raise StepRefused(
            _("Freigeben darf nur, wer für den Betrieb verantwortlich ist, oder die benannte Vertretung.")
        )
    if shown_hash != offered_hash(case, side, language):
        raise StepRefused(_("Der Text hat sich inzwischen geändert. Lesen Sie ihn noch einmal."))
    text = consent_text(case, side, fields, language)
    current = valid_release(case, side)
    if current and current.text_hash == text_hash(text):
        return introduce_when_both_stand(case, by=by)
    if current and case.state in AFTER_INTRODUCTION:
        raise StepRefused(_("Sie sind bereits vorgestellt. Weitere Angaben geben Sie selbst weiter."))
    if current:
        end_release(current, by=by, voided=True)
    release = _write_release(case, side, fields, text, by=by, language=language, spoken=spoken)
    recorded_for = side if party_of(by, case) != side else None
    take(case, "release", by=by, for_party=recorded_for, spoken=spoken, seals=(release,), side=side)
    _time_for_the_other(case)
    return introduce_when_both_stand(case, by=by)


def _time_for_the_other(case: Introduction) -> None:
    """A release that came late leaves the other side a few days, and the clock looks anew."""
    today = timezone.localdate()
    if case.state == State.RELEASE_PENDING and case.due_on and case.due_on <= today:
        case.due_on, case.escalated_at = first_open_day(today + TIME_FOR_THE_OTHER), None
        case.save(update_fields=["due_on", "escalated_at"])


def offered_hash(introduction: Introduction, side: Party, language: str) -> str:
    """Hash of the whole consent text as a page offers it, every available field included."""
    return text_hash(consent_text(introduction, side, list(field_values(introduction, side)), language))


def valid_release(introduction: Introduction, side: Party) -> Release | None:
    return Release.objects.filter(introduction=introduction, side=side, revoked_at=None, voided_at=None).first()


def _write_release(
    case: Introduction,
    side: Party,
    fields: Sequence[str],
    text: str,
    *,
    by: Actor,
    language: str,
    spoken: Spoken | None,
) -> Release:
    columns = release_columns(fields, text, by=by, language=language, spoken=spoken)
    return Release.objects.create(introduction=case, side=side, **columns)


def release_columns(
    fields: Sequence[str], text: str, *, by: Actor, language: str, spoken: Spoken | None
) -> dict[str, Any]:
    """What every row of a release holds, wherever it is given (see ``models.GivenRelease``)."""
    source = spoken.source if spoken else ("link" if by.label == "directory.contact" else "page")
    name, salt = (spoken.said_by.strip() if spoken else by.name)[:200], secrets.token_hex(16)
    return {
        "fields": list(fields), "text": text, "text_hash": text_hash(text), "language": language,
        "given_label": by.label, "given_id": by.id, "given_name": name, "name_salt": salt,
        "name_commitment": commitment(salt, name), "source": source,
        "said_on": spoken.said_on if spoken else None, "given_at": timezone.now(),
    }  # fmt: skip


def record_release(case: Introduction, side: Party, *, by: Actor, spoken: Spoken) -> Release:
    """A consent to our accompanying, told to a scout: firm, person and every way to answer. Keeps a valid one."""
    current = valid_release(case, side)
    if current:
        return current
    person = present_contact(case, side)
    offered = field_values(case, side)
    fields = sorted(name for name in offered if name in ("organisation", "person", "email", "phone"))
    if not set(REACHING_FIELDS) & set(fields):
        raise StepRefused(
            _(
                "Für %(firm)s ist niemand mit Telefon oder E-Mail eingetragen. "
                "Tragen Sie zuerst eine Ansprechperson ein."
            )
            % {"firm": case.organisation_of(side).name}
        )
    language = person.language if person else "de"
    text = consent_text(case, side, fields, language)
    release = _write_release(case, side, fields, text, by=by, language=language, spoken=spoken)
    record("release.recorded", release, by=by, organisation_id=case.organisation_of(side).pk, seals=[release])
    return release


@dataclass(frozen=True)
class Clicked:
    """A consent to our accompanying that a side gave itself on a page elsewhere: its words, who, when, how."""

    text: str
    fields: Sequence[str]
    language: str
    name: str
    source: str
    on: date


def keep_clicked_release(case: Introduction, side: Party, clicked: Clicked, *, by: Actor) -> Release:
    """With the very words that were ticked."""
    spoken = Spoken(clicked.source, clicked.name, clicked.on)
    release = _write_release(
        case, side, clicked.fields, clicked.text, by=by, language=clicked.language, spoken=spoken
    )  # fmt: skip
    record("release.recorded", release, by=by, organisation_id=case.organisation_of(side).pk, seals=[release])
    return release


def introduce_when_both_stand(case: Introduction, *, by: Actor) -> Introduction:
    """Introduce as soon as both consents stand and still say what is true; a consent overtaken by an edit is void."""
    if case.state != State.RELEASE_PENDING:
        return case
    given = {side: valid_release(case, side) for side in SIDES}
    overtaken = [
        (side, release)
        for side, release in given.items()
        if release and consent_text(case, side, release.fields, release.language) != release.text
    ]
    for _side, release in overtaken:
        end_release(release, by=by, voided=True)
    if overtaken:
        enter(case, State.RELEASE_PENDING)
        case.save()
        for side, _release in overtaken:
            reach(case, side, emails.ask_for_release, release_path(case))
    elif all(given.values()):
        return stand_introduced(case, "introduce", by=by)
    return case


def stand_introduced(case: Introduction, step: str, *, by: Actor, spoken: Spoken | None = None) -> Introduction:
    """The introduction itself, once per case: releases bound, fields disclosed, two letters queued."""
    releases = {side: valid_release(case, side) for side in SIDES}
    company, startup = releases[Party.COMPANY], releases[Party.STARTUP]
    if company is None or startup is None:
        raise StepRefused(_("Es fehlt noch eine Freigabe."))
    case.company_release, case.startup_release, case.introduced_at = company, startup, timezone.now()
    take(case, step, by=by, spoken=spoken)
    disclosed = [*_disclose(case, company), *_disclose(case, startup)]
    record(
        "release.disclosed", case, by=by, organisation_id=case.company_id, municipality=case.company.municipality,
        seals=disclosed, fields={side: releases[side].fields for side in SIDES},  # type: ignore[union-attr]
    )  # fmt: skip
    if case.need:
        # The second release may come from either side; moving the need on is the office's part.
        mark_matched(case.need, by=by if is_scout(by) else SYSTEM)
    for side in SIDES:
        reach(case, side, emails.introduced, release_path(case))
    return case


def _disclose(case: Introduction, release: Release) -> list[Disclosure]:
    side = Party(release.side)
    receiver, values = case.contact_of(other_side(side)), field_values(case, side)
    return [
        Disclosure.objects.create(
            introduction=case, release=release, side=side, **receipt_columns(field, values.get(field, ""), receiver)
        )
        for field in release.fields
    ]


def receipt_columns(field: str, value: str, receiver: Contact | None) -> dict[str, Any]:
    """What every line of a receipt holds, wherever it is passed on (see ``models.PassedOn``)."""
    name, salt, to_salt = receiver.full_name[:200] if receiver else "", secrets.token_hex(16), secrets.token_hex(16)
    return {
        "field": field, "value": value, "salt": salt, "value_commitment": commitment(salt, value),
        "to_label": "directory.contact", "to_id": receiver.pk if receiver else None, "to_name": name,
        "to_salt": to_salt, "to_commitment": commitment(to_salt, name), "disclosed_at": timezone.now(),
    }  # fmt: skip


@transaction.atomic
def withdraw_release(
    introduction: Introduction, side: Party, *, by: Actor, spoken: Spoken | None = None
) -> Introduction:
    """Revoke at any time. Before the introduction it stops it; afterwards it ends disclosure, hides the fields
    and tells the other side."""
    case = locked(introduction)
    release = valid_release(case, side)
    if release is None:
        return case
    if not can_release(case, by, side):
        raise StepRefused(
            _("Widerrufen darf nur, wer für den Betrieb verantwortlich ist, oder die benannte Vertretung.")
        )
    recorded_for = side if party_of(by, case) != side else None
    end_release(release, by=by, voided=False)
    take(case, "withdraw_release", by=by, for_party=recorded_for, spoken=spoken, side=side)
    after_the_end_of(case, side)
    emails.tell_owner(case, "introductions/release_withdrawn_office")
    return case


def after_the_end_of(case: Introduction, side: Party) -> None:
    """Whoever got the fields hears that they count no longer; before the introduction this side is waited for again."""
    if case.introduced_at:
        reach(case, other_side(side), emails.release_withdrawn, release_path(case), must=case.state not in ENDED)
    elif case.state == State.RELEASE_PENDING:
        enter(case, State.RELEASE_PENDING)
        case.save()


def recorded_release(case: Introduction, side: Party) -> Release | None:
    """The valid release of this side, if a scout wrote it down."""
    release = valid_release(case, side)
    return release if release and release.source in SPOKEN_SOURCES else None


def void_recorded(case: Introduction, side: Party, *, by: Actor) -> None:
    """A recorded consent that is contested counts no longer. What the side itself clicked stays."""
    release = recorded_release(case, side)
    if release:
        end_release(release, by=by, voided=True)
        after_the_end_of(case, side)


def end_release(release: Release, *, by: Actor, voided: bool) -> None:
    now = timezone.now()
    if voided:
        release.voided_at = now
    else:
        release.revoked_at = now
    release.save(update_fields=["voided_at", "revoked_at"])
    shown = list(Disclosure.objects.filter(release=release, hidden_at=None))
    for row in shown:
        row.hidden_at = now
        row.save(update_fields=["hidden_at"])
    record("release.voided" if voided else "release.revoked", release, by=by, seals=[release, *shown])
