from datetime import date

from django.db.models import QuerySet

from .models import Deputy, User
from .rules import Actor
from .workflow import Role

RANK = [Role.LEAD, Role.SCOUT, Role.DIRECTOR, Role.ADMIN, Role.FUNDER, Role.JUROR]


def personal_roles_of(user: User) -> list[Role]:
    """The roles this person holds right now, the one to start with first."""
    held = {Role(role) for role in user.role_grants.values_list("role", flat=True)}
    return [role for role in RANK if role in held]


def scouts() -> QuerySet[User]:
    """People who may own a case, by name."""
    scouting = User.objects.filter(is_active=True, role_grants__role__in=[Role.SCOUT, Role.LEAD])
    return scouting.distinct().order_by("last_name", "first_name", "pk")


def office_people() -> QuerySet[User]:
    roles = [Role.SCOUT, Role.LEAD, Role.DIRECTOR, Role.ADMIN]
    people = User.objects.filter(role_grants__role__in=roles).prefetch_related("role_grants", "deputies__deputy")
    return people.distinct().order_by("last_name", "first_name", "pk")


def person_by_email(email: str) -> User | None:
    """Whoever signs in with this address, in any case of letters."""
    return User.objects.filter(email__iexact=email.strip()).first()


def person_of(actor: Actor) -> User | None:
    """The person behind an actor; None for the clock and for a contact with a mailed link."""
    return User.objects.filter(pk=actor.id or 0).first() if actor.label == "accounts.user" else None


def deputies_from(person: User, day: date) -> QuerySet[Deputy]:
    """Who stands in for this person that day or later, the next one first."""
    return Deputy.objects.filter(person=person, ends__gte=day).select_related("deputy").order_by("starts", "pk")


def holders_of(*roles: Role) -> QuerySet[User]:
    return User.objects.filter(is_active=True, role_grants__role__in=roles).distinct().order_by("pk")


def deputy_of(person: User, day: date) -> User | None:
    """Who stands in for this person on that day, if anybody."""
    running = Deputy.objects.filter(person=person, starts__lte=day, ends__gte=day, deputy__is_active=True)
    found = running.select_related("deputy").order_by("-starts", "pk").first()
    return found.deputy if found else None


def represented_by(user: User, day: date) -> list[int]:
    """Ids of the people whose cases this person answers for on that day, the own one first."""
    running = Deputy.objects.filter(deputy=user, starts__lte=day, ends__gte=day)
    return [user.pk, *running.order_by("person_id").values_list("person_id", flat=True)]
