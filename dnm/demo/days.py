"""Events and meeting days of the demo region, each act on its day and by whoever would take it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

from dnm.accounts.rules import SYSTEM, Actor
from dnm.directory.models import Organisation
from dnm.directory.queries import contact_actor, contact_for
from dnm.engines.timetable import event_from, plan_document
from dnm.engines.timetable.value import plan_value
from dnm.events import actions
from dnm.events.models import Attendance, Encounter, Event, MeetingDay, Participant, Plan, Registration
from dnm.events.queries import current_plan, event_file, going_on_text, others_for
from dnm.events.rules import data_text, photo_text, release_text, text_hash
from dnm.work.actions import settle

from .cases import World
from .sizes import Size
from .texts import read
from .timeline import at_work

Row = dict[str, Any]
SLOTS = [
    *({"starts": starts, "minutes": 20, "session": 0, "tables": 8} for starts in ("13:00", "13:25", "13:50", "14:15")),
    *({"starts": starts, "minutes": 20, "session": 1, "tables": 8} for starts in ("15:00", "15:25", "15:50", "16:15")),
]
STEPS = 12
"""Of the planner: counted, not timed, so that the same seed gives the same plan on every machine."""
MOST_FIRMS, FEWEST_FIRMS = 10, 4
TO_TRY = ("rehmert", "gussauge", "crumbcast")
"""Firms whose people one can sign in as: they take part in every day, and their wishes for the next one are open."""


def plan_events(world: World, size: Size, now: datetime) -> None:
    """Put everything on the timeline. Draws from its own numbers, so that the cases stay as they are."""
    random = Random(world.random.getstate()[1][0])
    count = max(FEWEST_FIRMS, round(MOST_FIRMS * size.share))
    rows = read("events")
    for number, row in enumerate(rows["days"]):
        firms = [*_some(world.companies, number, count), *_some(_shown(world), number, count)]
        _Day(world, row, firms, random, now).plan()
    for number, row in enumerate(rows["events"]):
        _Gathering(world, row, _some(world.companies, number + 3, count // 2), random, now).plan()


def _shown(world: World) -> dict[str, Organisation]:
    listed = {row["key"] for row in read("startups") if row["listed"]} | set(TO_TRY)
    return {key: firm for key, firm in world.startups.items() if key in listed}


def _some(firms: Mapping[str, Organisation], number: int, count: int) -> list[Organisation]:
    """Those to try, and others for each occasion, as far as there are enough."""
    tried = [firm for key, firm in firms.items() if key in TO_TRY]
    others, more = [firm for key, firm in firms.items() if key not in TO_TRY], count - len(tried)
    return [*tried, *(others[(number * more + place) % len(others)] for place in range(min(more, len(others))))]


@dataclass
class _Occasion:
    """What events and meeting days have in common: the event itself, who registers and who comes."""

    world: World
    row: Row
    firms: list[Organisation]
    random: Random
    now: datetime

    @property
    def scout(self) -> Actor:
        return self.world.office["anna"]

    @property
    def begin(self) -> datetime:
        day = at_work(self.now + timedelta(days=self.row["days"]))
        return day.replace(hour=self.row.get("hour", 12), minute=30 if "key" in self.row else 0)

    @property
    def event(self) -> Event:
        return Event.objects.get(title=self.row["title"])

    def at(self, days: int, act: Callable[[], object], hour: int = 10) -> None:
        """So many days before (below 0) or after the event."""

        def acted() -> None:
            act()

        self.world.timeline.plan((self.begin + timedelta(days=days)).replace(hour=hour), acted)

    def announce(self) -> None:
        kind = self.row.get("kind", Event.Kind.MEETING_DAY)
        fields = {
            name: self.row[name] for name in ("summary", "series", "place", "link", "capacity") if name in self.row
        }
        event = actions.create_event(
            kind=kind, title=self.row["title"], starts=self.begin, organiser=self.world.users["anna"], by=self.scout,
            ends=self.begin + timedelta(hours=self.row.get("hours", 4.5)), **fields,
        )  # fmt: skip
        actions.announce_event(event, by=self.scout)

    def register(self) -> None:
        """Firms by telephone, guests by themselves; two in three agree to photos."""
        for firm in self.firms:
            contact = contact_for(firm)
            if contact:
                actions.register(self.event, by=self.scout, contact=contact, **self._ticked(contact.language))
        self.register_guests()

    def register_guests(self) -> None:
        """Whoever takes part in the talks has a place by its answer already."""
        for guest in read("events")["guests"][: self.row.get("guests", 0)]:
            address = f"{guest['name'].split()[-1].lower()}@gast.example".replace("ä", "ae")
            actions.register(self.event, email=address, **guest, **self._ticked("de"))

    def _ticked(self, language: str) -> dict[str, Any]:
        photo = text_hash(photo_text(self.event, language)) if self.random.random() < 0.66 else ""
        return {"language": language, "data_hash": text_hash(data_text(self.event, language)), "photo_hash": photo}

    def attend(self) -> None:
        """Nearly everybody comes: most by the code in their letter, the others sign the list."""
        for place in self.event.registrations.filter(state=Registration.State.REGISTERED):
            drawn = self.random.random()
            if drawn < 0.6:
                actions.check_in(self.event, place.code, by=self.scout)
            elif drawn < 0.9:
                actions.mark_attended(place, by=self.scout)

    def answer_surveys(self) -> None:
        answers = cycle(read("events")["surveys"])
        for came in Attendance.objects.filter(registration__event=self.event).select_related("registration__event"):
            if self.random.random() < 0.5:
                actions.answer_survey(came.registration, **next(answers))


class _Gathering(_Occasion):
    def plan(self) -> None:
        self.at(-32, self.announce)
        self.at(-22, self.register)
        self.at(0, self.attend, hour=16)
        self.at(2, actions.run_clock)
        self.at(4, self.answer_surveys)


class _Day(_Occasion):
    def plan(self) -> None:
        """The wishes of the day to come are half answered: the second half answers after the region's last day."""
        self.at(-44, self.set_up)
        self.at(-39, lambda: actions.open_wishes(self.day, by=self.scout))
        self.at(-33, lambda: self.answer(0))
        self.at(-25, lambda: self.answer(1))
        self.at(-16, lambda: actions.close_wishes(self.day, by=self.scout))
        self.at(-12, self.publish)
        self.at(-10, self.register_guests)
        self.at(0, self.hold, hour=16)
        self.at(2, self.close)
        self.at(4, self.rate)

    @property
    def day(self) -> MeetingDay:
        return MeetingDay.objects.select_related("event").get(event=self.event)

    def set_up(self) -> None:
        self.announce()
        day = actions.set_up_day(
            self.event,
            slots=SLOTS,
            max_meetings=6,
            wishes_until=(self.begin - timedelta(days=20)).date(),
            by=self.scout,
        )
        for firm in self.firms:
            actions.add_participant(day, firm, by=self.scout)

    def answer(self, half: int) -> None:
        """Every second participant: how it appears, its release, and whom it wants to meet."""
        for one in self._half(half):
            by = _contact_of(one)
            if topic := one.organisation.topics.first():
                said = f"Betrieb aus dem Kreis Soest, Thema {topic.name_de}"
                actions.change_participant(
                    one, by=by, teaser=said, shown_as=self.random.choice(Participant.ShownAs.values)
                )
            language = one.contact.language if one.contact else "de"
            shown = text_hash(release_text(one, language))
            actions.give_day_release(one, by=by, shown_hash=shown, language=language)
            actions.answer_wishes(one, {row.participant.pk: self._wish() for row in others_for(one)}, by=by)

    def _half(self, half: int) -> list[Participant]:
        """Those to try come last: what they wish on the next day is left to whoever signs in as one of them."""
        tried = {
            firm.pk for key, firm in [*self.world.companies.items(), *self.world.startups.items()] if key in TO_TRY
        }
        every = list(self.day.participants.select_related("day__event", "organisation", "contact"))
        others = [one for one in every if one.organisation_id not in tried]
        return [*others[half::2], *(one for one in every if half and one.organisation_id in tried)]

    def _wish(self) -> str:
        return self.random.choices(["must", "meet", "no", ""], [20, 50, 10, 20])[0]

    def publish(self) -> None:
        plan = _filled(actions.ask_for_plan(self.day, seconds=10, by=self.scout))
        if plan.meetings.exists():
            actions.publish_plan(actions.review_plan(plan, by=self.scout), by=self.scout)

    def hold(self) -> None:
        """The talks of those who came."""
        self.attend()
        came = set(self.event.registrations.filter(attendances__isnull=False).values_list("organisation", flat=True))
        plan = current_plan(self.day)
        for one in plan.meetings.select_related("plan__day", "company", "startup") if plan else ():
            if {one.company.organisation_id, one.startup.organisation_id} <= came:
                actions.hold_talk(one, by=self.scout)

    def close(self) -> None:
        actions.run_clock()
        actions.close_day(self.day, by=self.scout)

    def rate(self) -> None:
        self.answer_surveys()
        words = cycle(read("events")["ratings"])
        for held in Encounter.objects.filter(company__day=self.day).select_related("company", "startup"):
            for one in (held.company, held.startup):
                if self.random.random() < 0.7:
                    said = next(words)
                    actions.rate_talk(
                        held, stars=said["stars"], comment=said["text"], by=_contact_of(one),
                        going_on_hash=self._going_on(held, one) if said["stars"] > 3 else "",
                    )  # fmt: skip

    def _going_on(self, held: Encounter, one: Participant) -> str:
        other = held.startup if one == held.company else held.company
        text = going_on_text(one, other.organisation.name_and_place, "de")
        return text_hash(text) if text and _contact_of(one).may_release else ""


def _filled(plan: Plan) -> Plan:
    """As the worker would do it, within a counted effort."""
    found = plan_document(plan_value(event_from(event_file(plan)), steps=STEPS))
    settle("events.plan")
    return actions.take_plan(plan, found | {"seconds": None}, by=SYSTEM)


def _contact_of(one: Participant) -> Actor:
    """As if it came by its mailed address."""
    actor = contact_actor(one.contact, only=f"participant:{one.pk}") if one.contact else None
    if actor is None:
        raise LookupError(f"{one}: nobody answers")
    return actor
