"""Letters about checks. They carry the act and an address, never answers or scores."""

from typing import Any

from django.db.models import Model

from dnm.accounts.models import User
from dnm.centre.queries import the_centre
from dnm.directory.models import Contact
from dnm.directory.queries import recipient, user_recipient
from dnm.engines.scoring import Questionnaire
from dnm.mail.actions import Recipient, queue

from .models import Check, Door, Invited, PlannedStage
from .queries.questionnaires import questionnaire


def _write(template: str, to: Recipient, subject: Model, scout: User | None = None, **context: Any) -> None:
    """One letter. An address that opens something makes it secret: it is erased once sent."""
    signed = {"sender": scout.full_name, "reply_to": scout.email} if scout else {}
    secret = "/a/" in str(context.get("door", "")) or "code" in context
    queue(
        template, to=to, subject=subject, secret=secret, scout=scout, centre=the_centre(),
        **signed, **context,
    )  # fmt: skip


def _reader(door: Door) -> dict[str, Any]:
    """How the reader is greeted: the contact, or somebody of whom only the name is known."""
    return {"contact": door.contact or {"full_name": door.name, "last_name": door.name}}


def _to(door: Door) -> Recipient:
    if door.contact:
        return recipient(door.contact)
    return Recipient(door.email, door.name, door.language, "maturity.door", door.pk)


def door_code(door: Door, code: str, minutes: int) -> None:
    _write("maturity/door_code", _to(door), door, code=code, minutes=minutes, **_reader(door))


def door_renewed(door: Door, address: str) -> None:
    _write("maturity/door_renewed", _to(door), door, door=address, **_reader(door))


def door_to_check(door: Door, address: str, kept: Check) -> None:
    """To go on elsewhere, or to read the result again."""
    finished = not kept.is_open
    _write("maturity/door_to_check", _to(door), kept, kept.scout, door=address, finished=finished, **_reader(door))


def topic_handed(door: Door, address: str, topic: str, by_name: str) -> None:
    check = door.check_done
    assert check, "a topic belongs to a check"
    words = {"topic": topic, "by_name": by_name}
    _write("maturity/topic_handed", _to(door), check, check.scout, door=address, **words, **_reader(door))


def check_finished(check: Check, to: Contact | User, address: str) -> None:
    reader = recipient(to) if isinstance(to, Contact) else user_recipient(to)
    _write("maturity/check_finished", reader, check, check.scout, door=address, contact=to)


def guest_offered(check: Check, scout: User) -> None:
    """To the office: a guest has told which firm it is."""
    _write("maturity/guest_offered_office", user_recipient(scout), check, contact=scout, reader=scout)


def invitation(invited: Invited, address: str, *, again: bool) -> None:
    assert invited.contact, "chosen for having an address"
    asked = invited.round
    _write(
        "maturity/invitation", recipient(invited.contact), invited, asked.scout, door=address, due_on=asked.due_on,
        text=asked.text, again=again, contact=invited.contact, firm=invited.organisation.name,
        **_about(questionnaire(asked.questionnaire), invited.contact.language),
    )  # fmt: skip


def _about(asked: Questionnaire, language: str) -> dict[str, Any]:
    return {"title": asked.title.in_language(language), "minutes": asked.minutes}


def next_check_due(plan: PlannedStage, contact: Contact, address: str) -> None:
    firm = plan.organisation
    _write(
        "maturity/next_check_due", recipient(contact), plan, firm.scout, door=address, contact=contact,
        firm=firm.name, **_about(questionnaire(plan.questionnaire), contact.language),
    )  # fmt: skip
