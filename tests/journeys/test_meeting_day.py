"""A small meeting day, walked through the pages: wishes from both sides, plan, publishing, the day, a case."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from dnm.accounts.models import User
from dnm.accounts.workflow import Role
from dnm.directory.queries import actors_for
from dnm.events.models import Encounter, Event, MeetingDay, Participant, Plan
from dnm.introductions.workflow import State
from dnm.work.models import Job
from dnm.worker.run import run_job
from tests.events.stories import an_event, begun
from tests.factories import ContactFactory, OrganisationFactory, StartupFactory
from tests.journeys.visitor import Visitor, letter
from tests.web.entering import belongs, somebody, with_second_factor

pytestmark = pytest.mark.django_db(transaction=True)
COMPANIES, STARTUPS = ("Rehmert", "Overkamp"), ("Gussauge", "Werkfunk")


@dataclass
class Cast:
    visitor: Visitor
    anna: User
    event: Event
    people: dict[str, User]

    @property
    def office(self) -> str:
        return f"/buero/termine/{self.event.pk}/"

    @property
    def member(self) -> str:
        return f"/mein/termine/{self.event.pk}/"


@pytest.fixture
def cast(page: Page, live_server, axe: Callable[[Page], None]) -> Cast:
    anna = with_second_factor(somebody(Role.SCOUT, email="anna@zentrum.example"))
    people = {name: a_person(name, OrganisationFactory) for name in COMPANIES}
    people |= {name: a_person(name, StartupFactory) for name in STARTUPS}
    event = an_event(actors_for(anna)[0], kind="meeting_day", title="Matchingtag Lippstadt")
    return Cast(Visitor(page, live_server.url, axe), anna, event, people)


def a_person(name: str, make: type) -> User:
    person = somebody(email=f"chefin@{name.lower()}.example")
    firm = make(name=name, place="Werl")
    ContactFactory(organisation=firm, user=person, email=person.email, last_name=name)
    belongs(person, firm)
    return person


def test_a_small_meeting_day(cast: Cast):
    set_up_and_invite(cast)
    wish_from_both_sides(cast)
    plan_and_publish(cast)
    read_the_own_plan(cast)
    somebody_leaves_and_the_rest_is_planned_anew(cast)
    a_talk_is_held_and_rated(cast)
    a_case_begins(cast)


def work() -> None:
    """What the worker does meanwhile."""
    for job in Job.objects.filter(kind="events.plan", state=Job.State.WAITING):
        run_job(job.pk)


def set_up_and_invite(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.becomes(cast.anna)
    visitor.open(f"{cast.office}tag/")
    visitor.is_on("Wann wird gesprochen, und an wie vielen Tischen?")
    visitor.fill({"Gespräche": "2", "Tische": "2"}, within=visitor.page.get_by_role("group", name="Block 1"))
    visitor.press("Rahmen speichern")
    visitor.is_on("Wer soll teilnehmen?")
    visitor.open(f"{cast.office}tag/teilnahmen/")
    visitor.fill({"Name oder Ort": "Werl"})
    visitor.press("Suchen")
    for name in (*COMPANIES, *STARTUPS):
        visitor.choose(f"{name}, Werl")
    visitor.press("Angekreuzte aufnehmen")
    visitor.is_on("4 Teilnahmen")
    visitor.open(f"{cast.office}tag/")
    visitor.follow("Einladungen prüfen")
    visitor.reads("4 Briefe gehen hinaus")
    visitor.press("Einladen und Wünsche sammeln")
    visitor.is_on("0 von 4 haben geantwortet")
    assert "/mein/matchingtage/" in letter("events/invitation", cast.people["Rehmert"].email).body


def wish_from_both_sides(cast: Cast) -> None:
    visitor = cast.visitor
    for name, person in cast.people.items():
        visitor.becomes(person)
        visitor.open(f"{cast.member}wuensche/")
        if name in COMPANIES:
            visitor.follow("Zeiten und Auftritt ändern")
            visitor.choose("ohne Namen")
            visitor.fill({"So erscheint er ohne Namen": f"Betrieb {COMPANIES.index(name)} aus der Metallbranche"})
            visitor.press("Angaben speichern")
        else:
            visitor.does_not_read(*COMPANIES)
        for group in visitor.page.locator(".dnm-wishes fieldset").all():
            group.get_by_label("unbedingt treffen" if name == "Rehmert" else "gern treffen").check()
        visitor.press("Wünsche speichern")
        visitor.reads("Ihre Wünsche sind gespeichert.")
        visitor.choose("Ich bin einverstanden")
        visitor.press("Name und Betrieb freigeben")
        visitor.is_on("Sie haben Name und Betrieb freigegeben")


def plan_and_publish(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.becomes(cast.anna)
    visitor.open(f"{cast.office}tag/wuensche/")
    visitor.is_on("4 Gespräche wollen beide Seiten")
    visitor.open(f"{cast.office}tag/")
    visitor.follow("Wünsche schließen")
    visitor.press("Wünsche schließen")
    visitor.follow("Zum Zeitplan")
    visitor.press("Plan berechnen")
    visitor.reads("Wird gerechnet.")
    work()
    visitor.page.get_by_role("heading", name="Der Plan", exact=True).wait_for()
    visitor.look()
    visitor.reads("4 von 4, die beide wollen")
    visitor.follow("Rehmert")
    visitor.press("Festsetzen")
    visitor.reads("Jeder neue Plan lässt dieses Gespräch, wo es ist.")
    visitor.follow("Zum Zeitplan")
    visitor.follow("Plan prüfen und veröffentlichen")
    visitor.press("Durchgesehen, weiter")
    visitor.reads("4 Briefe gehen hinaus")
    visitor.press("Veröffentlichen")
    visitor.is_on("Zeitplan 1 gilt")


def read_the_own_plan(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.becomes(cast.people["Gussauge"])
    visitor.open(f"{cast.member}plan/")
    visitor.is_on("Als Nächstes:")
    visitor.reads("Rehmert, Werl", "Overkamp, Werl", "In den Kalender übernehmen")


def somebody_leaves_and_the_rest_is_planned_anew(cast: Cast) -> None:
    as_if_it_had_begun(cast.event)
    visitor = cast.visitor
    visitor.becomes(cast.anna)
    visitor.open(f"{cast.office}tag/heute/")
    visitor.is_on("Alle da, Plan 1 gilt")
    visitor.unfold("Werkfunk")
    visitor.press("Fehlt", within=visitor.page.get_by_role("listitem").filter(has_text="Werkfunk").last)
    visitor.is_on("Ein Gespräch fällt aus")
    visitor.press("Rest neu planen")
    work()
    visitor.follow("Plan prüfen und veröffentlichen")
    visitor.press("Durchgesehen, weiter")
    visitor.press("Veröffentlichen")
    visitor.is_on("Zeitplan 2 gilt")
    visitor.open(f"{cast.office}anzeige/")
    visitor.reads("Als Nächstes", "Gussauge")


def as_if_it_had_begun(event: Event) -> None:
    """The first round is over, the second one begins in a few minutes."""
    begun(event)
    now = timezone.localtime()
    first = max(now.hour * 60 + now.minute - 22, 0)
    slots = [
        {**slot, "starts": f"{(first + 27 * number) // 60:02d}:{(first + 27 * number) % 60:02d}"}
        for number, slot in enumerate(MeetingDay.objects.get().slots)
    ]
    MeetingDay.objects.update(slots=slots)
    Plan.objects.update(slots=slots)


def a_talk_is_held_and_rated(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.becomes(cast.anna)
    visitor.open(f"{cast.office}tag/heute/")
    visitor.page.get_by_role("button", name=re.compile("Geführt.*Rehmert")).first.click()
    visitor.page.get_by_text("doch nicht").first.wait_for()
    held = Encounter.objects.get()
    startup = Participant.objects.select_related("organisation").get(pk=held.startup_id).organisation.name
    for name in ("Rehmert", startup):
        visitor.becomes(cast.people[name])
        visitor.open(f"{cast.member}plan/")
        visitor.follow("Bewerten")
        visitor.choose("5 – sehr hilfreich")
        visitor.press("Bewertung speichern")
        visitor.reads("Ihre Bewertung: 5 von 5")


def a_case_begins(cast: Cast) -> None:
    visitor = cast.visitor
    visitor.becomes(cast.anna)
    visitor.open(f"{cast.office}tag/danach/")
    visitor.is_on("Ein Gespräch hat stattgefunden")
    visitor.reads("2 Bewertungen, im Mittel 5,0 von 5.")
    visitor.follow("Vorgang anlegen")
    visitor.fill({"Worum geht es?": "Ausschuss früher erkennen"})
    visitor.choose("persönlich")
    visitor.press("Eintrag prüfen")
    visitor.is_on("Diesen Vorgang anlegen und beiden schreiben?")
    visitor.press("Vorgang anlegen")
    visitor.reads("Ausschuss früher erkennen")
    held = Encounter.objects.get()
    assert (held.introduction.state, held.introduction.company.name) == (State.INTRODUCED, "Rehmert")
