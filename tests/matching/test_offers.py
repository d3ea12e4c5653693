"""What a start-up offers."""

from decimal import Decimal

import pytest

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Role
from dnm.directory.actions import Invalid, register_startup
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from dnm.matching.actions import admit_startup, save_offer
from dnm.matching.models import Offer
from dnm.matching.queries import offers_for
from dnm.work.models import Job
from tests.factories import NeedFactory, OfferFactory, OrganisationFactory, StartupFactory, member_of, office

pytestmark = pytest.mark.django_db

GERMAN = {"title": "Kamera sieht Fehler", "text": "Eine Kamera über dem Band erkennt Lunker und Grate sofort."}
ENGLISH = {"title": "A camera sees faults", "text": "A camera above the belt finds the faults and the burrs at once."}


def test_the_language_of_an_offer_is_found_unless_a_person_says_it():
    startup = StartupFactory()
    by = member_of(startup)
    offer = save_offer(startup, by=by, **ENGLISH)
    assert (offer.language, offer.language_fixed) == ("en", False)
    assert save_offer(startup, by=by, offer=offer, **GERMAN).language == "de"
    assert save_offer(startup, by=by, offer=offer, language="en").language == "en"
    assert save_offer(startup, by=by, offer=offer, title="Die Kamera sieht jeden Fehler").language == "en"


def test_a_change_ranks_every_need_anew_and_no_change_does_nothing():
    startup = StartupFactory()
    by = member_of(startup)
    offer = save_offer(startup, by=by, **GERMAN)
    Job.objects.all().delete()
    save_offer(startup, by=by, offer=offer, **GERMAN)
    assert Job.objects.count() == 0
    save_offer(startup, by=by, offer=offer, price_from=Decimal(900), price_unit="month")
    assert list(Job.objects.values_list("kind", "key")) == [("matching.rank_all", "offers")]
    assert list(Entry.objects.filter(verb__startswith="offer.").values_list("verb", flat=True)) == [
        "offer.added",
        "offer.changed",
    ]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": " "}, "title"),
        ({"text": ""}, "text"),
        ({"title": "x" * 121}, "title"),
        ({"text": "x" * 6001}, "text"),
        ({"price_from": Decimal(-1)}, "price_from"),
        ({"price_from": Decimal(10**9)}, "price_from"),
        ({"price_from": Decimal(900), "price_to": Decimal(100)}, "price_to"),
    ],
)
def test_a_bad_value_is_refused_with_its_field(words, field):
    startup = StartupFactory()
    with pytest.raises(Invalid) as refusal:
        save_offer(startup, by=member_of(startup), **{**GERMAN, **words})
    assert list(refusal.value.problems) == [field]
    assert Offer.objects.count() == 0


def test_nobody_changes_the_offer_of_another_start_up():
    startup, other = StartupFactory(), StartupFactory()
    offer = OfferFactory(organisation=other)
    with pytest.raises(Refused, match="das Startup selbst oder das Büro"):
        save_offer(other, by=member_of(startup), offer=offer, title="Anders")
    with pytest.raises(Refused, match="Nur Startups haben Angebote"):
        save_offer(startup, by=member_of(startup), offer=offer, title="Anders")
    by_link = Actor("directory.contact", 1, "Leyla", Role.STARTUP_OWNER, startup.pk, True, "introduction:1")
    with pytest.raises(Refused, match="das Startup selbst oder das Büro"):
        save_offer(startup, by=by_link, **GERMAN)
    firm = OrganisationFactory()
    with pytest.raises(Refused, match="Nur Startups"):
        save_offer(firm, by=member_of(firm), **GERMAN)
    with pytest.raises(TypeError, match="colour"):
        save_offer(startup, by=member_of(startup), colour="red")


def test_needs_meet_only_active_offers_of_confirmed_start_ups():
    wanted = OfferFactory()
    OfferFactory(active=False)
    OfferFactory(organisation=StartupFactory(confirmed_at=None))
    assert list(offers_for(NeedFactory())) == [wanted]


REGISTERED = {
    "name": "Torquelane",
    "website": "torquelane.example",
    "summary": "We log the torque of hand tools without cables. For assembly lines with many variants.",
    "contact_name": "Ian O'Hara",
    "email": "ian@torquelane.example",
    "language": "en",
}


def test_what_a_startup_told_when_it_registered_becomes_its_first_offer_once():
    startup, scout = register_startup(**REGISTERED), office()
    assert Offer.objects.count() == 0
    admitted = admit_startup(startup, by=scout)
    assert admitted.confirmed_at is not None
    offer = Offer.objects.get()
    assert (offer.title, offer.text, offer.language, offer.language_fixed, offer.active) == (
        "We log the torque of hand tools without cables",
        REGISTERED["summary"],
        "en",
        False,
        True,
    )
    admit_startup(startup, by=scout)
    assert Offer.objects.count() == 1
    assert list(offers_for(NeedFactory())) == [offer]
    assert Letter.objects.filter(kind="directory/startup_confirmed").count() == 1
    assert Job.objects.filter(kind="matching.rank_all").count() == 1


def test_a_german_summary_in_an_english_registration_is_a_german_offer_with_a_short_heading():
    told = (
        "Wir erkennen Lunker und Grate an Spritzgussteilen mit einer Kamera, die an jeder älteren Maschine hängen kann"
    )
    admit_startup(register_startup(**REGISTERED | {"summary": f"{told}, ohne Eingriff in die Steuerung."}), by=office())
    offer = Offer.objects.get()
    assert offer.language == "de"
    assert offer.title == "Wir erkennen Lunker und Grate an Spritzgussteilen mit einer Kamera, die an jeder älteren …"


def test_a_startup_with_offers_or_without_words_gets_none_by_itself():
    scout = office()
    known = OfferFactory(organisation=StartupFactory(confirmed_at=None, profile={"summary": "Wir messen."}))
    admit_startup(known.organisation, by=scout)
    admit_startup(StartupFactory(confirmed_at=None), by=scout)
    assert list(Offer.objects.all()) == [known]


def test_only_the_office_admits_a_startup():
    startup = register_startup(**REGISTERED)
    with pytest.raises(Refused):
        admit_startup(startup, by=member_of(startup))
    startup.refresh_from_db()
    assert (startup.confirmed_at, Offer.objects.count()) == (None, 0)
