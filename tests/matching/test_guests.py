"""First contact without an account."""

import pytest

from dnm.accounts.workflow import Role
from dnm.directory.actions import Invalid
from dnm.directory.models import Channel, Contact, Organisation
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from dnm.matching.actions import tell_problem
from dnm.matching.actions.guests import Told, take_apart
from dnm.matching.models import Need
from dnm.work.models import Job
from tests.factories import UserFactory, office

pytestmark = pytest.mark.django_db

PROBLEM = "Abends bleibt zu viel Brot übrig."


def test_three_fields_make_a_firm_a_contact_and_a_submitted_need():
    anna = UserFactory(roles=[Role.SCOUT])
    need = tell_problem(problem=PROBLEM, name="Petra Hölscher, Tischlerei Hölscher", reach="02952 555-0113")

    firm = Organisation.objects.get()
    assert (firm.kind, firm.name, firm.source, firm.confirmed_at) == ("company", "Tischlerei Hölscher", "website", None)
    contact = Contact.objects.get()
    assert (contact.first_name, contact.last_name, contact.phone, contact.primary) == (
        "Petra", "Hölscher", "02952 555-0113", True,
    )  # fmt: skip
    assert (need.state, need.title, need.scout, need.contact, need.source) == (
        "submitted",
        PROBLEM,
        anna,
        contact,
        "page",
    )
    assert need.number.startswith("B-")
    assert list(Channel.objects.values_list("permission", flat=True)) == ["phone"]
    assert Entry.objects.get(verb="need.submitted").actor_label == "stranger"
    assert Job.objects.filter(kind="matching.rank_need").count() == 1


def test_an_e_mail_address_gets_a_letter_in_the_language_of_the_page():
    tell_problem(problem="Too much bread is left.", name="Jo Field", reach="jo@field.example", language="en")
    letter = Letter.objects.get(kind="matching/need_received")
    assert (letter.to_address, letter.language) == ("jo@field.example", "en")


def test_the_same_form_twice_is_one_need_and_one_letter():
    sent = [
        tell_problem(problem=PROBLEM, name="Jo Field", reach="jo@field.example", form_token="t1") for _click in range(2)
    ]
    assert sent[0] == sent[1]
    assert (Need.objects.count(), Organisation.objects.count(), Letter.objects.count()) == (1, 1, 1)


def test_somebody_signed_in_is_named_in_the_journal():
    scout = office()
    tell_problem(problem=PROBLEM, name="Jo Field", reach="jo@field.example", by=scout)
    assert Entry.objects.get(verb="need.submitted").actor_id == scout.id


@pytest.mark.parametrize(
    ("name", "reach", "told"),
    [
        (
            "Petra Hölscher, Tischlerei Hölscher",
            "02952 555",
            Told("Tischlerei Hölscher", "Petra Hölscher", "", "02952 555"),
        ),
        ("Hölscher GmbH, Petra Hölscher", "p@h.example", Told("Hölscher GmbH", "Petra Hölscher", "p@h.example", "")),
        ("Hölscher", "p@h.example. 0171/5550110", Told("Hölscher", "Hölscher", "p@h.example", "0171/5550110")),
        ("  A , B,  C ", "(02952) 555-01", Told("B, C", "A", "", "(02952) 555-01")),
        ("Hölscher, ", "gern abends", Told("Hölscher", "Hölscher", "", "")),
    ],
)
def test_what_was_typed_is_taken_apart_as_well_as_it_goes(name, reach, told):
    assert take_apart(name, reach) == told


@pytest.mark.parametrize(
    ("words", "problems"),
    [
        ({"problem": " "}, {"problem": "Schreiben Sie in ein, zwei Sätzen, was hakt."}),
        ({"problem": "x" * 6001}, {"problem": "Kürzen Sie die Angabe auf 6000 Zeichen, es sind 6001."}),
        ({"name": ""}, {"name": "Geben Sie Ihren Namen und den Betrieb an."}),
        ({"name": "x" * 161}, {"name": "Kürzen Sie die Angabe auf 160 Zeichen, es sind 161."}),
        ({"reach": "abends"}, {"reach": "Geben Sie eine Telefonnummer oder E-Mail-Adresse an."}),
        ({"reach": "jo@field"}, {"reach": "Geben Sie die E-Mail-Adresse so an: name@betrieb.de"}),
        ({"reach": "02952 5550113" + "," * 300}, {"reach": "Geben Sie nur eine Telefonnummer oder E-Mail-Adresse an."}),
        (
            {"problem": "a\0b"},
            {"problem": "Der Text enthält Steuerzeichen, die wir nicht speichern können. Tippen Sie ihn neu."},
        ),
    ],
)
def test_a_form_that_cannot_be_used_says_what_to_do(words, problems):
    with pytest.raises(Invalid) as refusal:
        tell_problem(**{"problem": PROBLEM, "name": "Jo Field, Field Ltd", "reach": "02952 555-0113", **words})
    assert refusal.value.problems == problems
    assert (Need.objects.count(), Organisation.objects.count()) == (0, 0)
