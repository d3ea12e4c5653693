"""The same small cast in every story. Traits for the roles; rows that have a history are made by ``tests.stories``."""

from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from dnm.accounts.models import RoleGrant, User
from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Role
from dnm.directory.models import Contact, Membership, Organisation, StartupProfile
from dnm.directory.queries import actors_for
from dnm.matching.models import Need, Offer
from dnm.matching.workflow import NeedState


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence("person{}@dnm.example".format)
    first_name = "Anna"
    last_name = factory.Sequence("Beckmann{}".format)

    @factory.post_generation
    def roles(self, create: bool, roles: Any) -> None:
        for role in roles or ():
            RoleGrant.objects.create(user=self, role=role)


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    kind = Organisation.Kind.COMPANY
    name = factory.Sequence("Betrieb {}".format)
    municipality = "05974052"
    postcode = "59457"
    place = "Werl"
    industry = "22.26"
    head_count = 80
    languages = ["de"]
    confirmed_at = factory.LazyFunction(timezone.now)


class StartupFactory(OrganisationFactory):
    kind = Organisation.Kind.STARTUP
    name = factory.Sequence("Startup {}".format)
    municipality = ""
    postcode = ""
    place = "Köln"
    state = "Nordrhein-Westfalen"
    head_count = None

    @factory.post_generation
    def profile(self, create: bool, profile: Any) -> None:
        StartupProfile.objects.create(
            organisation=self, **{"stage": "early", "forms": ["pilot"], "listed": True, **(profile or {})}
        )


class ContactFactory(DjangoModelFactory[Contact]):
    class Meta:
        model = Contact

    organisation = factory.SubFactory(OrganisationFactory)
    salutation = "Frau"
    first_name = "Katrin"
    last_name = factory.Sequence("Rehmert{}".format)
    position = "Geschäftsführerin"
    email = factory.Sequence("kontakt{}@betrieb.example".format)
    phone = "02922 555-0140"
    primary = True


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Membership.Role.OWNER


class NeedFactory(DjangoModelFactory[Need]):
    """A draft; ``tests.stories`` takes it further."""

    class Meta:
        model = Need

    organisation = factory.SubFactory(OrganisationFactory)
    title = "Ausschuss am Spritzguss früher erkennen"
    problem = "Wir merken erst am Ende der Schicht, dass Teile Lunker haben. Dann ist die Kiste schon voll."
    goal = "Fehler sollen auffallen, bevor die Kiste voll ist, auch an älteren Maschinen."
    state = NeedState.DRAFT
    state_since = factory.LazyFunction(timezone.now)


class OfferFactory(DjangoModelFactory[Offer]):
    class Meta:
        model = Offer

    organisation = factory.SubFactory(StartupFactory)
    title = "Kamera sieht Fehler am Spritzgussteil"
    text = "Eine Kamera über dem Band erkennt Lunker und Grate. Wir rüsten ältere Maschinen in einem Tag nach."
    language = "de"


def office(*roles: Role) -> Actor:
    """Somebody of the office who acts in the first of these roles (a scout by default)."""
    return actors_for(UserFactory(roles=roles or (Role.SCOUT,)))[0]


def member_of(organisation: Organisation, role: str = Membership.Role.OWNER) -> Actor:
    return actors_for(MembershipFactory(organisation=organisation, role=role).user)[0]
