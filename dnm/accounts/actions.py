import secrets
from collections.abc import Collection
from datetime import date, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from dnm.journal.actions import erase_asides, record
from dnm.journal.models import Entry
from dnm.mail.actions import erase_recipient

from .models import Deputy, MailedDoor, RoleGrant, User
from .queries import personal_roles_of
from .rules import Actor, can_manage_people, is_system, may_name_deputy
from .workflow import AUDIENCE, Audience, Role

ERASED_NAME = "[gelöscht]"
CODE_MINUTES = 15
ATTEMPTS = 5
SomeDoor = TypeVar("SomeDoor", bound=MailedDoor)


class Refused(Exception):
    """The act is not allowed or not possible; the message says why, in the reader's language."""


@transaction.atomic
def create_person(
    *,
    email: str,
    first_name: str,
    last_name: str,
    by: Actor,
    salutation: str = "",
    phone: str = "",
    language: str = "de",
    password: str | None = None,
) -> User:
    """A person who may sign in from now on; the address is taken as confirmed by whoever creates it."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - needs the app registry

    user = User.objects.create_user(
        email, password, first_name=first_name, last_name=last_name, salutation=salutation, phone=phone,
        language=language,
    )  # fmt: skip
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record("person.created", user, by=by)
    return user


@transaction.atomic
def set_password(user: User, password: str, *, by: Actor) -> None:
    """For accounts that somebody else prepares, such as those of a demo; people set their own on their page."""
    if not (can_manage_people(by) or is_system(by)):
        raise Refused(_("Kennwörter für andere setzt die Projektleitung oder die Verwaltung."))
    user.set_password(password)
    user.save(update_fields=["password"])
    record("person.password_set", user, by=by)


@transaction.atomic
def grant_role(user: User, role: Role, *, by: Actor) -> RoleGrant:
    if not (can_manage_people(by) or is_system(by)):
        raise Refused(_("Rollen vergibt die Projektleitung oder die Verwaltung."))
    grant, is_new = RoleGrant.objects.get_or_create(user=user, role=role)
    if is_new:
        record("role.granted", user, by=by, role=role)
    return grant


@transaction.atomic
def take_role(user: User, role: Role, *, by: Actor) -> None:
    """Ends the role at once, in every open session too: each request asks for the roles anew."""
    if not can_manage_people(by):
        raise Refused(_("Rollen entzieht die Projektleitung oder die Verwaltung."))
    # Locked together: two people who take the role from each other at once must not both succeed.
    holders = list(
        RoleGrant.objects.select_for_update(of=("self",)).filter(role=role, user__is_active=True).order_by("pk")
    )
    held = [grant for grant in holders if grant.user_id == user.pk]
    if role == Role.ADMIN and held and len(holders) == len(held):
        raise Refused(_("Die letzte Verwaltung kann nicht entfallen. Geben Sie die Rolle zuerst jemand anderem."))
    removed, _rows = RoleGrant.objects.filter(user=user, role=role).delete()
    if removed:
        record("role.taken", user, by=by, role=role)


@transaction.atomic
def set_office_roles(user: User, roles: Collection[Role], *, by: Actor) -> None:
    """These roles and no others in the office; all changes or none."""
    held = {role for role in personal_roles_of(user) if AUDIENCE[role] == Audience.OFFICE}
    for role in sorted({*roles} - held):
        grant_role(user, role, by=by)
    for role in sorted(held - {*roles}):
        take_role(user, role, by=by)


@transaction.atomic
def name_deputy(person: User, deputy: User, *, starts: date, ends: date, by: Actor) -> Deputy:
    """Cases and reminders go to the deputy too, from ``starts`` to ``ends`` (both included).

    Asking twice is asking once.
    """
    if not may_name_deputy(by, person.pk):
        raise Refused(_("Eine Vertretung benennt die Person selbst, die Projektleitung oder die Verwaltung."))
    if ends < starts:
        raise Refused(_("Das Ende der Vertretung liegt vor ihrem Anfang."))
    if person == deputy:
        raise Refused(_("Niemand kann sich selbst vertreten."))
    if not deputy.is_active or not any(AUDIENCE[role] == Audience.OFFICE for role in personal_roles_of(deputy)):
        raise Refused(_("%(name)s hat keine Rolle im Büro.") % {"name": deputy.full_name})
    named, is_new = Deputy.objects.get_or_create(person=person, deputy=deputy, starts=starts, ends=ends)
    if is_new:
        record("deputy.named", person, by=by, deputy=deputy.pk, starts=starts.isoformat(), ends=ends.isoformat())
    return named


@transaction.atomic
def end_deputy(named: Deputy, *, by: Actor) -> None:
    """The deputy stands in no longer, whatever the dates say."""
    if not may_name_deputy(by, named.person_id):
        raise Refused(_("Eine Vertretung beendet die Person selbst, die Projektleitung oder die Verwaltung."))
    record("deputy.ended", named.person, by=by, deputy=named.deputy_id)
    named.delete()


@transaction.atomic
def change_person(user: User, *, by: Actor, **fields: object) -> User:
    """Name, salutation, telephone, letter language, keyboard."""
    allowed = {"first_name", "last_name", "salutation", "phone", "language", "keyboard_shortcuts"}
    changed = {name: value for name, value in fields.items() if name in allowed and getattr(user, name) != value}
    for name, value in changed.items():
        setattr(user, name, value)
    if changed:
        user.save(update_fields=list(changed))
        record("person.changed", user, by=by, fields=sorted(changed))
    return user


@transaction.atomic
def erase_person(user: User, *, by: Actor) -> None:
    """Art. 17 DSGVO: nobody signs in any more, names and addresses are gone; the empty row keeps old acts readable.

    For the actions of the apps above: they ask for the rights.
    """
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - needs the app registry
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - needs the app registry

    for model in (EmailAddress, Authenticator, RoleGrant):
        model.objects.filter(user=user).delete()
    Deputy.objects.filter(Q(person=user) | Q(deputy=user)).delete()
    user.first_name = user.salutation = user.phone = ""
    user.last_name, user.email, user.is_active = ERASED_NAME, f"{user.pk}@geloescht.invalid", False
    user.set_unusable_password()
    user.save()
    erase_recipient("accounts.user", user.pk)
    erase_asides(Entry.objects.filter(actor_label="accounts.user", actor_id=user.pk), by=by)
    record("person.erased", user, by=by)


# --- Mailed addresses: a letter carries the address, a second letter the code; together they open one matter ---


@transaction.atomic
def new_code(door: MailedDoor) -> str:
    """Six digits for the caller to mail to the address the door's letter went to; the code before is void."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    door.code_hash, door.code_attempts = _code_hash(door, code), 0
    door.code_expires_at = timezone.now() + timedelta(minutes=CODE_MINUTES)
    door.save(update_fields=["code_hash", "code_attempts", "code_expires_at"])
    return code


def open_with_code(door: SomeDoor, code: str) -> SomeDoor:
    """Raises Refused on a wrong, worn-out or late code. A code opens once."""
    with transaction.atomic():
        door = type(door)._default_manager.select_for_update().get(pk=door.pk)
        now = timezone.now()
        if not door.code_hash or door.code_expires_at is None or door.code_expires_at < now:
            problem = _("Dieser Code gilt nicht mehr. Fordern Sie einen neuen an.")
        elif door.code_attempts >= ATTEMPTS:
            problem = _("Zu viele Versuche. Fordern Sie einen neuen Code an.")
        elif not constant_time_compare(door.code_hash, _code_hash(door, "".join(code.split()))):
            problem = _("Dieser Code stimmt nicht. Prüfen Sie die sechs Ziffern aus der E-Mail.")
            door.code_attempts += 1
        else:
            problem, door.code_hash = "", ""
        door.save(update_fields=["code_hash", "code_attempts"])
    if problem:
        raise Refused(problem)
    return door


def _code_hash(door: MailedDoor, code: str) -> str:
    return salted_hmac(f"dnm.door.{door._meta.label_lower}.{door.pk}", code, algorithm="sha256").hexdigest()
