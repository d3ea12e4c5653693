"""Which columns say something about a person, and what we tell that person about them (Art. 15 DSGVO)."""

from typing import Any

from django.db.models import Q

from dnm.directory.models import Contact
from dnm.directory.queries.traces import copies, personal_columns
from dnm.directory.rules.traces import traces_of
from dnm.matching import personal as matching

from .models import Disclosure, MailedLink, Release, StepTaken
from .queries.traces import LETTERS, WORDS, cases_of, releases_about, releases_of

PERSONAL = {
    **personal_columns(WORDS),
    "introductions.introduction": (
        "title", "shortlist_reason", "startup_answers", "passed_on", "known_from", "reasons", "company_contact",
        "startup_contact", "owner",
    ),
    "introductions.steptaken": (
        "by_label", "by_id", "by_name", "said_by", "said_on", "said_where", "note", "dispute",
    ),
    "introductions.question": ("text", "asked_by", "answer", "answered_by"),
    "introductions.phonetask": ("reason", "outcome", "done_by"),
    "introductions.meeting": ("place", "link", "agenda", "minutes", "next_step", "next_step_owner", "moderator"),
    "introductions.release": ("text", "given_label", "given_id", "given_name"),
    "introductions.disclosure": ("value", "to_label", "to_id", "to_name"),
    "introductions.mailedlink": ("contact",),
}  # fmt: skip
"""Table -> its personal columns; ``actions.erase_person`` takes the person out of them."""


def data_of(contact: Contact) -> dict[str, Any]:
    """Everything the program holds about a contact, in every app, as plain values for a copy in JSON."""
    told = matching.data_of(contact)
    firm, traces = contact.organisation, traces_of(contact)
    cases = cases_of(firm).filter(Q(company_contact=contact) | Q(startup_contact=contact)).order_by("pk")
    links = MailedLink.objects.filter(contact=contact).order_by("pk")
    return told | {
        "cases": [{"number": case.number, "state": case.state} for case in cases],
        "acts": [_act(step) for step in _steps(contact)],
        "releases": [_release(one) for one in _releases(contact)],
        "received": [
            {"field": row.field, "case": row.introduction.number, "at": row.disclosed_at.isoformat()}
            for row in Disclosure.objects.filter(to_label="directory.contact", to_id=contact.pk)
            .select_related("introduction")
            .order_by("pk")
        ],
        "links": [{"created": one.created_at.isoformat(), "expires": one.expires_at.isoformat()} for one in links],
        "named_in": [*told["named_in"], *copies([*WORDS, *LETTERS], firm, traces)],
    }


def _did(contact: Contact, label: str, key: int | None) -> bool:
    mine = [("directory.contact", contact.pk), *([("accounts.user", contact.user_id)] if contact.user_id else [])]
    return (label, key) in mine


def _releases(contact: Contact) -> list[Release]:
    """Given by the person, or about the person."""
    own, traces = releases_of(contact.organisation), traces_of(contact)
    about = releases_about(contact, traces, own)
    return [
        one
        for one in own
        if one in about or _did(contact, one.given_label, one.given_id) or traces.is_name(one.given_name)
    ]


def _steps(contact: Contact) -> list[StepTaken]:
    steps = StepTaken.objects.filter(introduction__in=cases_of(contact.organisation)).select_related("introduction")
    return [step for step in steps.order_by("pk") if _did(contact, step.by_label, step.by_id)]


def _act(step: StepTaken) -> dict[str, str]:
    return {
        "case": step.introduction.number,
        "step": step.name,
        "way": step.source,
        "at": step.at.isoformat(),
    }


def _release(release: Release) -> dict[str, Any]:
    """The consent word for word, and what was passed on for it."""
    rows = release.disclosures.order_by("pk")
    ended = release.revoked_at or release.voided_at
    return {
        "given_by": release.given_name,
        "given_at": release.given_at.isoformat(),
        "way": release.source,
        "text": release.text,
        "ended_at": ended.isoformat() if ended else None,
        "passed_on": [
            {"field": row.field, "value": row.value, "to": row.to_name, "at": row.disclosed_at.isoformat()}
            for row in rows
        ],
    }
