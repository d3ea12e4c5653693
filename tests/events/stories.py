"""Events and meeting days at any point of their way, brought there by the real actions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.directory.models import Organisation
from dnm.directory.queries import actors_for
from dnm.events import actions
from dnm.events.models import Event, MeetingDay, Participant, Plan, Registration
from dnm.events.queries import event_file
from dnm.events.rules import data_text, photo_text, release_text, text_hash
from tests.factories import ContactFactory, OrganisationFactory, StartupFactory, member_of
from tests.stories import a_scout

SLOTS = [
    {"starts": "09:00", "minutes": 20, "session": 0, "tables": 2},
    {"starts": "09:25", "minutes": 20, "session": 0, "tables": 2},
    {"starts": "11:00", "minutes": 20, "session": 1, "tables": 2},
]


def tomorrow_at(hour: int, days: int = 10) -> datetime:
    return timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)


def an_event(scout: Actor, *, announced: bool = True, **fields: Any) -> Event:
    chosen = {
        "kind": "workshop", "title": "Werkbank Digital", "starts": tomorrow_at(9), "ends": tomorrow_at(16),
        "organiser": User.objects.get(pk=scout.id), "place": "Lippstadt", **fields,
    }  # fmt: skip
    event = actions.create_event(by=scout, **chosen)
    return actions.announce_event(event, by=scout) if announced else event


def ticked(event: Event, *, photo: bool = False) -> dict[str, str]:
    texts = {"data_hash": text_hash(data_text(event, "de"))}
    return texts | ({"photo_hash": text_hash(photo_text(event, "de"))} if photo else {})


def a_guest(event: Event, number: int = 1, **fields: Any) -> Registration:
    told = {"name": f"Gast {number}", "email": f"gast{number}@gast.example", **ticked(event), **fields}
    return actions.register(event, **told)


def begun(event: Event, hours: int = 1) -> Event:
    """As if it had begun some hours ago."""
    starts = timezone.now() - timedelta(hours=hours)
    Event.objects.filter(pk=event.pk).update(starts=starts, ends=starts + timedelta(hours=8))
    return Event.objects.get(pk=event.pk)


@dataclass
class Day:
    scout: Actor
    day: MeetingDay
    companies: list[Participant] = field(default_factory=list)
    startups: list[Participant] = field(default_factory=list)

    def fresh(self) -> MeetingDay:
        return MeetingDay.objects.select_related("event").get(pk=self.day.pk)

    def member(self, participant: Participant) -> Actor:
        return member_of(participant.organisation)

    def release(self, *participants: Participant) -> None:
        for one in participants:
            shown = text_hash(release_text(one, "de"))
            actions.give_day_release(one, by=self.member(one), shown_hash=shown, language="de")

    def want(self, company: int, startup: int, answer: str = "meet", back: str = "meet") -> None:
        ours, theirs = self.companies[company], self.startups[startup]
        actions.answer_wishes(ours, {theirs.pk: answer}, by=self.scout)
        actions.answer_wishes(theirs, {ours.pk: back}, by=self.scout)

    def plan(self, places: dict[tuple[int, int], tuple[int, int]], **asked: Any) -> Plan:
        """A draft with these talks: (company, start-up) -> (slot, table)."""
        plan = actions.ask_for_plan(self.fresh(), by=self.scout, **asked)
        return actions.take_plan(plan, self.found(places), by=self.scout)

    def found(self, places: dict[tuple[int, int], tuple[int, int]]) -> dict[str, Any]:
        """A PLAN as the engine would hand it in."""
        talks = [
            {"id": f"p{self.companies[c].pk}-p{self.startups[s].pk}", "slot": slot, "table": table}
            for (c, s), (slot, table) in places.items()
        ]
        return {
            "status": "optimal", "meetings": talks, "value": 20 * len(talks), "bound": 20.0 * len(talks), "breaks": 0,
            "idle_slots": 0, "seconds": 0.1,
        }  # fmt: skip

    def published(self, places: dict[tuple[int, int], tuple[int, int]], **asked: Any) -> Plan:
        plan = actions.review_plan(self.plan(places, **asked), by=self.scout)
        return actions.publish_plan(plan, by=self.scout)

    def file(self, **asked: Any) -> dict[str, Any]:
        return event_file(actions.ask_for_plan(self.fresh(), by=self.scout, **asked))


def a_firm(name: str, make: type = OrganisationFactory) -> Organisation:
    firm = make(name=name)
    ContactFactory(organisation=firm, email=f"{name.lower()}@firma.example", last_name=f"von {name}")
    return firm


def a_day(companies: int = 2, startups: int = 2, *, kind: str = "meeting_day", released: bool = True) -> Day:
    """A meeting day in its wish phase; everybody has released name and firm, nobody has answered."""
    scout = a_scout()
    event = an_event(scout, kind=kind, title="Business-Mixer")
    told = Day(scout, actions.set_up_day(event, slots=SLOTS, by=scout))
    firms = [a_firm(f"Werk{number}") for number in range(companies)]
    makers = [a_firm(f"Start{number}", StartupFactory) for number in range(startups)]
    told.day = actions.open_wishes(told.day, by=scout)
    told.companies = [actions.add_participant(told.day, firm, by=scout) for firm in firms]
    told.startups = [actions.add_participant(told.day, firm, by=scout) for firm in makers]
    if released:
        told.release(*told.companies, *told.startups)
    return told


def a_draft_for(company: Organisation, startup: Organisation, scout: Actor) -> Day:
    """A meeting day of these two in its wish phase: both want, both released, their talk stands in a draft."""
    event = an_event(scout, kind="meeting_day", title="Business-Mixer")
    told = Day(scout, actions.open_wishes(actions.set_up_day(event, slots=SLOTS, by=scout), by=scout))
    told.companies = [actions.add_participant(told.day, company, by=scout)]
    told.startups = [actions.add_participant(told.day, startup, by=scout)]
    for one in (*told.companies, *told.startups):
        owner = actors_for(one.organisation.memberships.get().user)[0]
        actions.give_day_release(one, by=owner, shown_hash=text_hash(release_text(one, "de")), language="de")
    told.want(0, 0)
    told.plan({(0, 0): (0, 0)})
    return told


def a_day_that_took_place() -> Day:
    """One talk was planned, published and held; one guest came."""
    told = a_day(1, 1)
    told.want(0, 0)
    guest = a_guest(told.fresh().event)
    actions.close_wishes(told.day, by=told.scout)
    plan = told.published({(0, 0): (0, 0)})
    begun(told.fresh().event, hours=24)
    actions.hold_talk(plan.meetings.get(), by=told.scout)
    actions.mark_attended(guest, by=told.scout)
    return told


def everybody_wants(told: Day) -> Day:
    for company in range(len(told.companies)):
        for startup in range(len(told.startups)):
            told.want(company, startup)
    return told
