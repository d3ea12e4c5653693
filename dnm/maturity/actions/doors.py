"""Letting people in without an account: by the browser they began in, or by a mailed address and a mailed code."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import CODE_MINUTES, Refused, new_code, open_with_code
from dnm.accounts.rules import Actor, hash_of, new_token
from dnm.directory.actions.checks import only_good
from dnm.directory.models import Contact

from .. import emails
from ..links import check_address, door_address
from ..models import Check, Door, Invited
from ..queries.checks import known_doors
from ..queries.questionnaires import questionnaire_of
from ..rules import can_lead, can_see, person_problems
from ..workflow import LINK_DAYS
from .steps import locked, note, only_if

MOST_DOORS = 20
"""Letters about one check that its owner may send; more is no teamwork."""


def browser_door(check: Check, token_hash: str, name: str, language: str) -> Door:
    return _door(token_hash, check_done=check, session=True, name=name[:200], language=language)


def _door(token_hash: str, **values: object) -> Door:
    now = timezone.now()
    return Door.objects.create(
        token_hash=token_hash, created_at=now, expires_at=now + timedelta(days=LINK_DAYS), **values
    )


def address_for(contact: Contact, check: Check) -> str:
    """For a letter to a company's contact: the page itself for people who sign in, a door for all others."""
    if contact.user_id:
        return check_address(check)
    return _mailed(contact=contact, check_done=check, name=contact.full_name, email=contact.email,
                   language=contact.language)[1]  # fmt: skip


def address_for_invited(invited: Invited) -> str:
    """Opens the beginning of the check; in a reminder it is a fresh one, and the one before goes on opening."""
    contact = invited.contact
    assert contact, "chosen for having an address"
    return _mailed(invited=invited, check_done=invited.check_done, contact=contact, name=contact.full_name,
                   email=contact.email, language=contact.language)[1]  # fmt: skip


def _mailed(**values: object) -> tuple[Door, str]:
    token = new_token()
    return _door(hash_of(token), **values), door_address(token)


# --- The code ---


@transaction.atomic
def send_code(door: Door) -> None:
    """Mail a fresh six-digit code to the address the door's letter went to; the one before is void."""
    emails.door_code(door, new_code(door), CODE_MINUTES)


def open_door(door: Door, code: str) -> Door:
    """Raises Refused on a wrong, worn-out or late code. That an invited company came is noted for the office.

    Never inside another transaction: the count of wrong tries has to outlive the refusal.
    """
    door = open_with_code(door, code)
    Invited.objects.filter(pk=door.invited_id or 0, opened_at=None).update(opened_at=timezone.now())
    return door


@transaction.atomic
def renew_door(token: str) -> None:
    """Mail a new address to the same mailbox for the same matter; revoked and unknown ones get no answer."""
    old = known_doors(token).first()
    if old is None or not old.email or (old.contact and old.contact.left_on):
        return
    emails.door_renewed(old, address_like(old))
    Door.objects.filter(pk=old.pk).update(revoked_at=timezone.now())


def address_like(door: Door) -> str:
    """A fresh one for the same reader and the same matter."""
    same = ("check_done", "invited", "contact", "topic", "name", "email", "language")
    return _mailed(**{name: getattr(door, name) for name in same})[1]


# --- Sending an address ---


@transaction.atomic
def send_door(check: Check, *, email: str, by: Actor, name: str = "", language: str = "de") -> Door:
    """Go on on another device, or keep the result: the letter carries an address to the whole check."""
    check = _checked(check, by, name, email)
    door, address = _new_door(check, "", name, email, language)
    emails.door_to_check(door, address, check)
    note("check.door_sent", check, by=by)
    return door


@transaction.atomic
def hand_over_topic(check: Check, topic: str, *, email: str, by: Actor, name: str = "", language: str = "de") -> Door:
    """A colleague answers one topic and sees no other. A second colleague for it takes the first one's place."""
    check = _checked(check, by, name, email)
    if not check.is_open:
        raise Refused(_("Dieser Check ist abgeschlossen."))
    titles = {one.id: one.title.in_language(language) for one in questionnaire_of(check).dimensions}
    only_if(topic in titles)
    check.doors.filter(topic=topic, revoked_at=None).update(revoked_at=timezone.now())
    door, address = _new_door(check, topic, name, email, language)
    emails.topic_handed(door, address, titles[topic], by.name or _("Jemand aus Ihrem Betrieb"))
    note("check.topic_handed", check, by=by, topic=topic)
    return door


@transaction.atomic
def take_back_topic(check: Check, topic: str, *, by: Actor) -> None:
    """The colleague's address opens nothing any more; what was answered stays."""
    check = locked(check)
    only_if(can_lead(check, by))
    if check.doors.filter(topic=topic, revoked_at=None).exclude(topic="").update(revoked_at=timezone.now()):
        note("check.topic_taken_back", check, by=by, topic=topic)


def _checked(check: Check, by: Actor, name: str, email: str) -> Check:
    check = locked(check)
    only_if(can_lead(check, by) and can_see(check, by))
    only_good(person_problems(name, email))
    if check.doors.filter(session=False).count() >= MOST_DOORS:
        raise Refused(_("Zu diesem Check haben wir schon viele Links verschickt. Rufen Sie uns an."))
    return check


def _new_door(check: Check, topic: str, name: str, email: str, language: str) -> tuple[Door, str]:
    return _mailed(check_done=check, topic=topic, name=name.strip(), email=email, language=language)
