"""People at organisations: the primary contact, permitted ways, leaving, being forgotten."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.directory import actions
from dnm.directory.actions import Invalid
from dnm.directory.models import Channel, Contact
from dnm.directory.personal import PERSONAL, data_of
from dnm.directory.queries import contact_actor, recipient
from dnm.journal.actions import record
from dnm.journal.models import Aside, Entry
from dnm.journal.queries import faults
from dnm.mail.actions import queue_text
from dnm.mail.models import Letter
from tests.factories import ContactFactory, OrganisationFactory, member_of, office

pytestmark = pytest.mark.django_db
KATRIN = {
    "salutation": "Frau",
    "first_name": "Katrin",
    "last_name": "Rehmert",
    "email": "katrin@Rehmert.Example",
}


def ways(contact: Contact) -> list[str]:
    return sorted(contact.channels.values_list("permission", flat=True))


def test_the_first_contact_is_the_primary_one():
    scout, firm = office(), OrganisationFactory()
    first = actions.add_contact(firm, by=scout, **KATRIN)
    second = actions.add_contact(firm, by=scout, last_name="Althoff", phone="02922 555-01")
    assert [first.primary, second.primary, first.email] == [True, False, "katrin@rehmert.example"]
    actions.make_primary(second, by=scout)
    assert dict(Contact.objects.values_list("last_name", "primary")) == {"Rehmert": False, "Althoff": True}


def test_the_same_person_entered_twice_is_one_contact():
    scout, firm = office(), OrganisationFactory()
    assert actions.add_contact(firm, by=scout, **KATRIN) == actions.add_contact(firm, by=scout, **KATRIN)
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "problems"),
    [
        ({"last_name": "Rehmert"}, {"email": "Geben Sie eine Telefonnummer oder E-Mail-Adresse an."}),
        ({"phone": "02922 555-01"}, {"last_name": "Geben Sie einen Namen an."}),
        (
            {"last_name": "R", "email": "a@b"},
            {"email": "Geben Sie die E-Mail-Adresse so an: name@betrieb.de"},
        ),
        (
            {"last_name": "R", "phone": "anrufen"},
            {"phone": "Geben Sie die Telefonnummer mit Vorwahl an: 02941 5550112"},
        ),
        (
            {"last_name": "R", "phone": "12"},
            {"phone": "Geben Sie die Telefonnummer mit Vorwahl an: 02941 5550112"},
        ),
        (
            {"last_name": "R", "phone": "0123 45", "language": "fr"},
            {"language": "Wählen Sie eine der Möglichkeiten aus."},
        ),
    ],
)
def test_a_contact_has_a_name_and_can_be_reached(fields: dict[str, str], problems: dict[str, str]):
    with pytest.raises(Invalid) as refusal:
        actions.add_contact(OrganisationFactory(), by=office(), **fields)
    assert refusal.value.problems == problems


def test_only_owners_change_who_gets_the_letters():
    firm = OrganisationFactory()
    contact = ContactFactory(organisation=firm)
    with pytest.raises(Refused):
        actions.change_contact(contact, by=member_of(firm, "member"), email="anders@betrieb.example")
    actions.change_contact(contact, by=member_of(firm), email="anders@betrieb.example")
    with pytest.raises(Refused):
        actions.change_contact(contact, by=member_of(OrganisationFactory()), email="fremd@betrieb.example")
    assert Contact.objects.get().email == "anders@betrieb.example"


def test_nobody_moves_up_when_the_primary_contact_leaves():
    scout, firm = office(), OrganisationFactory()
    first = actions.add_contact(firm, by=scout, **KATRIN)
    second = actions.add_contact(firm, by=scout, last_name="Althoff", phone="02922 555-01")
    actions.leave_contact(first, by=scout)
    assert list(Contact.objects.order_by("pk").values_list("primary", "left_on")) == [
        (False, timezone.localdate()),
        (False, None),
    ]
    with pytest.raises(Refused, match="Katrin Rehmert arbeitet dort nicht mehr"):
        actions.make_primary(first, by=scout)
    with pytest.raises(Invalid):
        actions.leave_contact(second, by=scout, on=timezone.localdate() + timedelta(days=3))


def test_a_way_needs_its_source_and_the_address_it_uses():
    scout = office()
    contact = ContactFactory(phone="", organisation=OrganisationFactory(street=""))
    wrong = {
        "mailings": {"consent_text": "Halten Sie fest, mit welchen Worten die Person eingewilligt hat."},
        "phone": {"permission": "Zu dieser Person fehlt die Telefonnummer."},
        "post": {"permission": "Zu diesem Betrieb fehlt die Postanschrift."},
        "fax": {"permission": "Wählen Sie eine der Möglichkeiten aus."},
    }
    for permission, problems in wrong.items():
        with pytest.raises(Invalid) as refusal:
            actions.set_channel(contact, permission, source="Besuch", since=date(2026, 1, 5), by=scout)
        assert refusal.value.problems == problems
    with pytest.raises(Invalid) as refusal:
        actions.set_channel(contact, "own_cases", source="", since=None, by=scout)
    assert sorted(refusal.value.problems) == ["since", "source_text"]
    assert Channel.objects.count() == 0


def test_no_contact_ends_every_other_way_and_the_reverse():
    scout, contact = office(), ContactFactory()
    for permission in ("own_cases", "phone"):
        actions.set_channel(contact, permission, source="Besuch", since=date(2026, 1, 5), by=scout)
    assert ways(contact) == ["own_cases", "phone"]
    actions.set_channel(contact, "none", source="Anruf", since=date(2026, 2, 5), by=scout)
    assert ways(contact) == ["none"]
    actions.set_channel(
        contact, "mailings", source="Formular", since=date(2026, 3, 5), by=scout, consent_text="Ja, gern."
    )
    assert ways(contact) == ["mailings"]
    actions.remove_channel(contact, "mailings", by=scout)
    actions.remove_channel(contact, "mailings", by=scout)
    verbs = Entry.objects.values_list("verb", flat=True)
    assert [ways(contact), list(verbs).count("channel.removed")] == [[], 1]


def test_a_person_is_told_everything_and_then_forgotten():
    scout = office()
    contact = ContactFactory(first_name="Katrin", last_name="Rehmert")
    address = contact.email
    actions.set_channel(contact, "own_cases", source="Besuch bei Frau Rehmert", since=date(2026, 1, 5), by=scout)
    for state in ("waiting", "sent"):
        letter = queue_text("test", "Guten Tag", "Frau Rehmert, bitte antworten Sie.", to=recipient(contact))
        Letter.objects.filter(pk=letter.pk).update(state=state)
    mailed = contact_actor(contact, only="need:1")
    assert mailed
    record("need.changed", contact.organisation, by=mailed, aside="Ruft Katrin Rehmert an")
    told = data_of(contact)
    assert (told["person"]["email"], told["channels"][0]["source"], len(told["letters"])) == (
        address,
        "Besuch bei Frau Rehmert",
        2,
    )

    actions.erase_contact(contact, by=scout)
    left = [
        *Contact.objects.values(),
        *Channel.objects.values(),
        *Letter.objects.values(),
        *Entry.objects.values(),
        *Aside.objects.values(),
    ]
    assert [word for word in ("Rehmert", "Katrin", address) if word in str(left)] == []
    assert list(Letter.objects.order_by("pk").values_list("state", flat=True)) == ["failed", "sent"]
    assert Contact.objects.get().left_on == timezone.localdate()
    assert list(faults()) == []


def test_every_personal_column_exists():
    names = {label: {field.name for field in apps.get_model(label)._meta.get_fields()} for label in PERSONAL}
    assert {label: [c for c in columns if c not in names[label]] for label, columns in PERSONAL.items()} == {
        label: [] for label in PERSONAL
    }
