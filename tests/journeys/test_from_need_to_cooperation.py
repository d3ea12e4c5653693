"""The main job, walked through the pages by the people who do it; and the short way without an account."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dnm.accounts.models import User
from dnm.accounts.workflow import Role
from dnm.directory.models import Organisation
from dnm.introductions.models import Introduction, Meeting
from dnm.introductions.workflow import State
from dnm.mail.models import Letter
from dnm.matching import jobs
from dnm.matching.models import Need
from dnm.work.models import Job
from dnm.worker.run import run_job
from tests.factories import ContactFactory, OfferFactory, OrganisationFactory
from tests.journeys.visitor import Visitor, letter, path_in
from tests.stories import a_startup, neighbours, story
from tests.web.entering import belongs, somebody, with_second_factor

pytestmark = pytest.mark.django_db(transaction=True)

FIRM = "Kunststofftechnik Rehmert"
ENGLISH, GERMAN = "Crumbcast", "Gussauge"
PROBLEM = "Wir merken erst am Ende der Schicht, dass Teile Lunker haben. Dann ist die Kiste schon voll."
GOAL = "Fehler sollen auffallen, bevor die Kiste voll ist, auch an älteren Maschinen."
TITLE = "Ausschuss am Spritzguss früher erkennen"


def day(in_days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=in_days):%d.%m.%Y}"


@pytest.fixture(autouse=True)
def fresh_shelf():
    """The index of offers lives as long as the process, the offers of a test do not."""
    jobs.shelf.cache_clear()
    yield
    jobs.shelf.cache_clear()


@dataclass
class Cast:
    visitor: Visitor
    katrin: User
    anna: User

    @property
    def need(self) -> Need:
        return Need.objects.get()

    def case_with(self, name: str) -> Introduction:
        return Introduction.objects.get(startup__name=name)


@pytest.fixture
def cast(page: Page, live_server, axe: Callable[[Page], None]) -> Cast:
    anna = with_second_factor(somebody(Role.SCOUT, email="anna@zentrum.example"))
    katrin = somebody(email="katrin@rehmert.example")
    firm = OrganisationFactory(name=FIRM, legal_form="GmbH")
    ContactFactory(organisation=firm, user=katrin, email=katrin.email, last_name="Rehmert")
    belongs(katrin, firm)
    neighbours()
    the_startups()
    return Cast(Visitor(page, live_server.url, axe), katrin, anna)


def the_startups() -> None:
    OfferFactory(organisation=a_startup(GERMAN))
    OfferFactory(
        organisation=a_startup(ENGLISH, "en"),
        title="Camera finds voids in moulded parts",
        text="A camera above the belt of the Spritzguss machine finds Lunker before the Kiste is full. "
        "We retrofit older machines within a day.",
        language="en",
    )  # fmt: skip
    OfferFactory(title="Dienstplan für die ambulante Pflege", text="Der Dienstplan passt sich Krankmeldungen an.")


def test_from_need_to_cooperation(cast: Cast):
    describe_and_send(cast)
    find_and_qualify(cast)
    rank(cast)
    pick_two(cast)
    write_teasers(cast)
    send_teasers(cast)
    approve_and_choose(cast)
    startup_says_yes_and_releases(cast)
    company_releases(cast)
    both_are_introduced_once(cast)
    meet(cast)
    rate(cast)
    agree_and_finish_the_pilot(cast)
    cooperate(cast)
    see_the_figures(cast)


# --- The company ---


def describe_and_send(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.becomes(cast.katrin)
    visitor.open("/mein/bedarfe/neu/")
    visitor.fill({"Was hakt bei Ihnen?": PROBLEM})
    visitor.press("Weiter")
    visitor.fill({"Was soll danach anders sein?": GOAL})
    visitor.press("Speichern und später weitermachen")
    visitor.reads("Gespeichert um")
    visitor.open(f"/mein/bedarfe/{cast.need.pk}/bearbeiten/")
    visitor.choose("10.000 bis 25.000 €")
    visitor.press("Weiter")
    visitor.choose("Pilotprojekt")
    visitor.press("Weiter")
    visitor.page.get_by_label(re.compile("^Anonym:")).check()
    visitor.press("Weiter")
    visitor.fill({"Wie lautet die Überschrift?": TITLE})
    visitor.press("Weiter")
    visitor.is_on("Prüfen Sie Ihre Antworten")
    visitor.reads(PROBLEM, GOAL, TITLE)
    visitor.press("Bedarf absenden")
    visitor.is_on(f"Abgeschickt. Ihre Nummer: {cast.need.number}")
    assert cast.need.number in letter("matching/need_received", cast.katrin.email).body


# --- The office ---


def find_and_qualify(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.becomes(cast.anna)
    visitor.open("/buero/")
    visitor.follow(f"Neuer Bedarf: {TITLE}")
    visitor.reads("Zum Freischalten fehlt noch")
    visitor.fill({"Entscheidung bis": day(30), "Wer entscheidet?": "Katrin Rehmert, Geschäftsführerin"})
    visitor.press("Bedarf freischalten")
    visitor.reads("Der Bedarf ist freigeschaltet. Die Angebote werden jetzt geordnet.")


def rank(cast: Cast) -> None:
    """What the worker does meanwhile."""
    for job in Job.objects.filter(kind__startswith="matching.", state=Job.State.WAITING):
        run_job(job.pk)


def pick_two(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.open(f"/buero/bedarfe/{cast.need.pk}/")
    visitor.follow("Vorschläge ansehen")
    reasons = {GERMAN: "Rüstet ältere Maschinen nach.", ENGLISH: "Findet Lunker mit der Kamera."}
    for name, reason in reasons.items():
        offer = visitor.article(name)
        expect(offer).to_contain_text("Dafür")
        visitor.unfold("Auf die Shortlist", offer)
        visitor.fill({"Warum passt dieses Startup? Ein Satz genügt.": reason}, offer)
        visitor.press("Auf die Shortlist setzen", offer)
        visitor.reads(f"{name} steht auf der Shortlist.")
    visitor.reads("Shortlist (2 von höchstens 5)", *reasons.values())


def write_teasers(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.follow("Steckbrief schreiben")
    written = {
        "Deutsch": ("Fehler früher erkennen", "Wir fertigen Teile und suchen etwas zum Nachrüsten.", "Kreis Soest"),
        "Englisch": ("Find faults earlier", "We make parts and look for something to retrofit.", ""),
    }
    for language, (title, text, region) in written.items():
        visitor.follow(language)
        if region:
            expect(visitor.page.get_by_label(re.compile("^Region"))).to_have_value(region)
        visitor.fill({"Überschrift": title, "Problem und Ziel": text})
        visitor.press("Entwurf speichern")
        visitor.reads("Keine Stelle verrät den Betrieb.")


def send_teasers(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.follow("Steckbrief verschicken")
    visitor.is_on(f"2 Startups und den Steckbrief an {FIRM} schicken?")
    visitor.press("Verschicken")
    asked = Introduction.objects.filter(state=State.COMPANY_ASKED)
    assert sorted(asked.values_list("startup__name", flat=True)) == [ENGLISH, GERMAN]


# --- Both sides answer ---


def approve_and_choose(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.becomes(cast.katrin)
    visitor.open(path_in(letter("introductions/ask_company", cast.katrin.email), "/mein/"))
    for _language in range(2):
        with visitor.page.expect_navigation():
            visitor.page.get_by_role("button", name="Steckbrief freigeben").first.click()
        visitor.look()
    visitor.press("Ja, kennenlernen", visitor.article(ENGLISH))
    visitor.reads(f"Sie möchten {ENGLISH} kennenlernen.")
    visitor.press("Nein danke", visitor.article(GERMAN))
    visitor.reads(f"Sie haben {GERMAN} abgesagt.")
    asked = Letter.objects.filter(kind="introductions/ask_startup").values_list("to_address", flat=True)
    assert list(asked) == ["crumbcast@startup.example"]


def startup_says_yes_and_releases(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.opens_by_link("introductions/ask_startup", "crumbcast@startup.example")
    visitor.is_on("Find faults earlier")
    visitor.does_not_read("Rehmert", "Werl", PROBLEM)
    visitor.fill(
        {
            "Warum passt es?": "We do exactly this.",
            "Was brauchen Sie vom Betrieb?": "Sample parts",
            "Wann könnten Sie anfangen?": "in January",
        }
    )
    visitor.unfold("Gleich festlegen, was der Betrieb von Ihnen erfahren darf")
    expect(visitor.page.locator("input[name=angaben]:checked")).to_have_count(0)
    visitor.choose("Name und Ort", "Ansprechperson", "E-Mail-Adresse")
    visitor.press("Ja, kennenlernen")
    visitor.reads("Danke. Wir haben Ihr Ja weitergegeben.")
    visitor.does_not_read("Rehmert")


def company_releases(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.becomes(cast.katrin)
    visitor.open(path_in(letter("introductions/ask_for_release", cast.katrin.email), "/mein/"))
    visitor.is_on(f"Was dürfen wir an {ENGLISH} weitergeben?")
    visitor.reads("We do exactly this.")
    visitor.choose("Name und Ort", "Ansprechperson", "Telefon")
    visitor.press("Angekreuztes freigeben")


def both_are_introduced_once(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.is_on("Quittung: Das haben wir von Ihnen weitergegeben")
    visitor.reads("02922 555-0140", f"Leyla Aksoy, {ENGLISH}, Köln", "crumbcast@startup.example")
    visitor.does_not_read("0221 555-0199")
    letters = Letter.objects.filter(kind="introductions/introduced").order_by("to_address")
    assert [one.to_address for one in letters] == ["crumbcast@startup.example", "katrin@rehmert.example"]
    to_startup, to_company = (one.body for one in letters)
    assert ("Katrin Rehmert" in to_startup, "02922 555-0140" in to_startup) == (True, True)
    assert "katrin@rehmert.example" not in to_startup
    assert ("crumbcast@startup.example" in to_company, "0221 555-0199" in to_company) == (True, False)


# --- What comes of it ---


def meet(cast: Cast) -> None:
    visitor, case = cast.visitor, cast.case_with(ENGLISH)
    visitor.becomes(cast.anna)
    visitor.open("/buero/")
    visitor.follow(TITLE)
    form = visitor.page.locator("form", has=visitor.page.get_by_role("button", name="Termin prüfen"))
    words = {"Tag": day(7), "Beginn": "14.00", "Ende": "15.00", "Treffpunkt": "Werl", "Tagesordnung": "Kennenlernen"}
    visitor.fill(words, form)
    visitor.press("Termin prüfen")
    visitor.reads("2 Briefe gehen hinaus")
    visitor.press("So machen")
    visitor.reads("Der Termin steht.")
    earlier = timezone.now() - timedelta(hours=2)
    Meeting.objects.update(starts=earlier, ends=earlier + timedelta(hours=1))  # a week goes by
    visitor.open(f"/buero/vermittlungen/{case.pk}/")
    words = {"Protokoll": "Wir haben die Maschine gesehen.", "Nächster Schritt": "Angebot schicken"}
    visitor.fill(words | {"Wer macht das?": "Leyla Aksoy", "Bis wann?": day(7)}, next_step(visitor))
    visitor.press("Protokoll speichern")
    visitor.press("So machen")
    visitor.reads("Das Protokoll ist gespeichert.")


def next_step(visitor: Visitor):
    return visitor.page.get_by_role("region", name="Nächster Schritt")


def rate(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.becomes(cast.katrin)
    visitor.open(path_in(letter("introductions/rate_meeting", cast.katrin.email), "/mein/"))
    visitor.choose("5 – sehr hilfreich")
    visitor.press("Bewertung abgeben")
    visitor.opens_by_link("introductions/rate_meeting", "crumbcast@startup.example")
    visitor.choose("4 – hilfreich")
    visitor.fill({"Was sollen wir wissen?": "Good questions."})
    visitor.press("Bewertung abgeben")
    ratings = Meeting.objects.get().ratings.order_by("side").values_list("side", "stars")
    assert list(ratings) == [("company", 5), ("startup", 4)]


def agree_and_finish_the_pilot(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.becomes(cast.anna)
    visitor.open(f"/buero/vermittlungen/{cast.case_with(ENGLISH).pk}/")
    visitor.reads("4 von 5", "Good questions.")
    form = visitor.page.locator("form", has=visitor.page.get_by_role("button", name="Pilot prüfen"))
    words = {"Ziel": "Fehler an zwei Maschinen finden", "Woran wir den Erfolg erkennen": "halb so viel Ausschuss"}
    visitor.fill(words | {"Beginn": day(0), "Ende": day(95)}, form)
    visitor.press("Pilot prüfen")
    visitor.press("So machen")
    visitor.reads("Der Pilot ist vereinbart.", "Nach 30 Tagen", "Nach 60 Tagen", "Nach 90 Tagen")
    visitor.unfold("Pilot abschließen")
    visitor.choose("gelungen")
    visitor.fill({"Was wir gelernt haben": "Licht ist wichtiger als die Kamera."})
    visitor.press("Pilot abschließen")
    visitor.reads("Der Pilot ist abgeschlossen.", "Licht ist wichtiger als die Kamera.")


def cooperate(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.choose("Auftrag")
    visitor.page.get_by_label("Größenordnung").select_option(label="5.000 bis 25.000 €")
    visitor.fill({"Seit wann?": day(0)})
    visitor.press("Kooperation eintragen")
    visitor.reads("Die Kooperation ist eingetragen.")
    assert cast.case_with(ENGLISH).state == State.COOPERATION


def see_the_figures(cast: Cast) -> None:
    visitor = cast.visitor
    for path in ("/buero/", "/buero/zahlen/"):
        visitor.open(path)
        table = visitor.page.get_by_role("region", name="Was aus den Vorstellungen wurde").get_by_role("table")
        rows = [row.split()[:2] for row in table.locator("tbody").inner_text().splitlines()]
        counters = ["Vorstellungen", "Erstgespräche", "Treffer", "Kooperationen"]
        assert rows == [[counter, "1"] for counter in counters]
    visitor.open("/buero/zahlen/?zahl=cooperations")
    visitor.reads("Kooperationen: 1", TITLE)


# --- Without an account ---


def test_a_guest_tells_a_problem_on_a_phone(phone_page, live_server, axe):
    somebody(Role.SCOUT, email="anna@zentrum.example")
    visitor = Visitor(phone_page, live_server.url, axe)
    visitor.open("/problem-schildern/")
    visitor.fill(
        {
            "Was hakt bei Ihnen?": "Abends bleibt zu viel Brot übrig.",
            "Ihr Name und Betrieb": "Petra Hölscher, Bäckerei Hölscher",
            "Telefon oder E-Mail": "petra@hoelscher.example",
        }
    )
    visitor.press("Absenden")
    need = Need.objects.get()
    visitor.is_on(f"Abgeschickt. Ihre Nummer: {need.number}")
    visitor.reads("petra@hoelscher.example")
    assert need.organisation == Organisation.objects.get(name="Bäckerei Hölscher")
    assert need.number in letter("matching/need_received", "petra@hoelscher.example").body


def test_a_yes_on_the_phone_is_recorded_and_contested(phone_page, live_server, axe):
    told = story(State.STARTUP_ASKED)
    visitor = Visitor(phone_page, live_server.url, axe)
    visitor.becomes(with_second_factor(User.objects.get(pk=told.scout.id)))
    visitor.open(f"/buero/vermittlungen/{told.case.pk}/")
