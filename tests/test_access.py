"""``tests/access.csv`` says who may open which page. One test walks it with every role; others plant secrets.

Columns: the name of the page, then per role what a GET answers: 200, 302 (sent on), 404 (forbidden and unknown alike),
405 (acts by POST only), 410 (a link that opens nothing any more), 503 (no worker runs in a test).
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from pytest_django import Settings

from dnm.accounts.models import User
from dnm.accounts.workflow import Role
from dnm.directory.models import Contact
from dnm.directory.queries import actors_for
from dnm.engines.scoring import LONG, SHORT
from dnm.events import actions as events
from dnm.events.models import Event, Participant, Plan, PlannedMeeting, Registration
from dnm.introductions import actions
from dnm.introductions.models import Introduction
from dnm.introductions.workflow import State
from dnm.mail.models import Letter
from dnm.matching import actions as matching
from dnm.matching.models import Match, Need
from dnm.matching.rules import teaser_hash
from dnm.maturity import actions as maturity
from dnm.maturity.models import Check, Round
from dnm.maturity.workflow import CheckState
from dnm.web.member.day_urls import urlpatterns as member_days
from dnm.web.office.day_urls import urlpatterns as office_days
from tests.events.stories import a_draft_for, an_event, ticked
from tests.factories import MembershipFactory, OrganisationFactory, StartupFactory, UserFactory
from tests.stories import ANSWERS, Story, a_teaser, story

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("access.csv")
ROLES = (
    "stranger",
    "scout",
    "lead",
    "director",
    "admin",
    "company",
    "other_company",
    "startup",
    "other_startup",
    "hub",
)

RESULT_PAGES = ("check-result", "check-answering", "check-need", "check-paper", "check-table", "check-json")
BY_KEY = (
    "member:need", "member:introduction", "member:release", "member:teaser", "office:need", "office:letter",
    "member:check-result", "member:check-paper", "member:check-json", "member:check-tasks",
)  # fmt: skip


@dataclass
class Cast:
    told: Story
    clients: dict[str, Client]
    users: dict[str, User]


@pytest.fixture
def cast(settings) -> Cast:
    return a_cast(settings, State.INTRODUCED)


def a_cast(settings: Settings, state: State) -> Cast:
    """One case, an event with one registration, a meeting day with a draft plan, and everybody who might look."""
    settings.DEMO = True  # the second factor has its own tests
    told = story(state)
    event = an_event(told.scout)
    events.register(event, by=told.scout, contact=told.case.company.contacts.get(), **ticked(event))
    a_draft_for(told.case.company, told.case.startup, told.scout)
    users = {role.value: UserFactory(roles=[role]) for role in (Role.SCOUT, Role.LEAD, Role.DIRECTOR, Role.ADMIN)}
    users["company"] = told.case.company.memberships.get().user
    users["startup"] = told.case.startup.memberships.get().user
    strangers = {
        "other_company": OrganisationFactory(name="Fremder Betrieb"),
        "other_startup": StartupFactory(name="Fremdes Startup"),
        "hub": OrganisationFactory(name="Fremder Hub", kind="hub"),
    }
    users |= {name: MembershipFactory(organisation=firm).user for name, firm in strangers.items()}
    _checks_of(told)
    clients = {"stranger": Client()}
    for name, user in users.items():
        clients[name] = Client()
        clients[name].force_login(user)
    return Cast(told, clients, users)


def _checks_of(told: Story) -> None:
    """A check that is open, one with a result, and a round of invitations of the story's company."""
    scout = actors_for(User.objects.get(pk=told.scout.id))[0]
    maturity.begin_check(told.case.company, SHORT, by=scout)
    maturity.finish_check(maturity.begin_check(told.case.company, LONG, by=told.company), by=told.company)
    planned = maturity.plan_round(title="Herbst", key=SHORT, due_on=date(2099, 1, 1), by=scout)
    maturity.invite(planned, [told.case.company], by=scout)


def pages(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every page of ours: its name and the names of the values in its address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if "allauth" not in str(pattern.urlconf_name):
                yield from pages(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            yield f"{prefix}{pattern.name}", list(pattern.pattern.converters)


def values_for(name: str, wanted: list[str], told: Story) -> dict[str, object]:
    """Values of the story for the address of a page."""
    case, need = told.fresh(), told.need
    keys = {
        "need": need.pk, "proposals": need.pk, "matches": need.pk, "match": need.pk, "proposed": need.pk,
        "teaser-send": need.pk, "teaser-approval": need.pk, "office:teaser": need.pk, "organisation": case.company_id,
        "contact": case.company_contact_id, "channel": case.company_contact_id, "startup": case.startup_id,
        "letter": Letter.objects.order_by("pk").values_list("pk", flat=True)[0], "offer": told.offer.pk,
        "hub:startup": case.startup_id, "startup-check": case.startup_id, "settings-text": 0,
        "person": told.scout.id, "office:contact-new": case.company_id,
        "check": Check.objects.get(state=CheckState.OPEN).pk,
        "member:person": case.company.memberships.get().pk, "deputy-end": 1, "invitation-withdraw": 1,
        **dict.fromkeys(("event", "door", "here"), Event.objects.get(kind="workshop").pk),
    }  # fmt: skip
    result = Check.objects.get(state=CheckState.FINISHED).pk
    keys |= dict.fromkeys(RESULT_PAGES, result)
    bare = name.split(":")[-1]
    if name.startswith(("office:check-round", "office:check-invited")):
        keys[name] = Round.objects.get().pk
    key = keys.get(name) or keys.get(bare) or keys.get(bare.split("-")[0], case.pk)
    known: dict[str, object] = {
        "pk": key, "match_pk": Match.objects.get(need=need).pk, "case_pk": case.pk, "row": 1, "token": "unbekannt",
        "number": str(need.teasers.get().pk) if name == "public:need" else str(need.number), "key": "about",
        "slug": "problem", "name": "pause", "answer": "decline", "topic": "orders",
    }  # fmt: skip
    if name.startswith("office:check-measure"):
        known["key"] = "strategy-visit"
    known["kind"] = "xlsx"
    if name in ("member:event-cancel", "office:event-place-cancel", "office:event-place-link"):
        known["row"] = Registration.objects.get(participant=None).pk
    known |= day_values(name) if name in DAY_PAGES else {}
    if name == "office:organisation-member":
        known["row"] = case.company.memberships.get().pk
    if name.endswith(":check-question"):
        known["number"] = 1
    return {value: known[value] for value in wanted}


DAY_PAGES = {f"member:{one.name}" for one in member_days} | {f"office:{one.name}" for one in office_days}


def day_values(name: str) -> dict[str, object]:
    """The meeting day, and the row that the page is about: a plan, a meeting, else the company's participant."""
    rows = {"plan-talk": PlannedMeeting, "day-talk": PlannedMeeting}
    bare = name.split(":")[-1]
    model = rows.get(bare, Plan if bare.startswith("plan-") else Participant)
    named = {"plan-paper": "plan", "day-step": "schluss"}
    row = model.objects.values_list("pk", flat=True)[0]
    if bare == "meeting-day":
        return {"pk": row}
    return {"pk": Event.objects.get(kind="meeting_day").pk, "row": row, "name": named.get(bare, "")}


def answers(cast: Cast) -> dict[str, dict[str, str]]:
    found = {}
    for name, wanted in pages():
        address = reverse(name, kwargs=values_for(name, wanted, cast.told))
        found[name] = {role: str(cast.clients[role].get(address).status_code) for role in ROLES}
    return found


def test_every_page_opens_for_those_it_is_meant_for_and_nobody_else(cast):
    with TABLE.open(newline="") as file:
        table = {row.pop("page"): row for row in csv.DictReader(file)}
    assert answers(cast) == table


def main_of(answer: HttpResponse) -> str:
    """What the page says; the frame around it repeats its own address and a fresh token."""
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("key", [999_999_999, 2**63 - 1])
def test_unknown_and_forbidden_addresses_answer_alike(cast, key):
    for role in ("other_company", "other_startup", "hub"):
        for name in BY_KEY:
            unknown = cast.clients[role].get(reverse(name, args=[key]))
            real = cast.clients[role].get(reverse(name, args=[values_for(name, ["pk"], cast.told)["pk"]]))
            assert (real.status_code, main_of(real)) == (unknown.status_code, main_of(unknown)) == (404, main_of(real))


SECRETS = {
    "need title": "Geheimtitel-4711",
    "problem": "Geheimproblem-4712",
    "goal": "Geheimziel-4713",
    "decision maker": "Geheimchefin-4714",
    "company": "Geheimbetrieb-4715",
    "contact": "Geheimperson-4716",
    "e-mail": "geheim4717@betrieb.example",
    "telephone": "02922 555-04718",
    "shortlist reason": "Geheimgrund-4719",
}
"""Planted in the rows of a company and of the office; before the introduction no start-up and no stranger reads one."""


def plant(told: Story) -> None:
    """Write the secrets into the rows themselves, past the actions, so that every page and letter could meet them."""
    told.case.company.name = SECRETS["company"]
    told.case.company.save()
    Contact.objects.filter(organisation=told.case.company).update(
        last_name=SECRETS["contact"], email=SECRETS["e-mail"], phone=SECRETS["telephone"]
    )
    Registration.objects.filter(participant=None).update(name=SECRETS["contact"], email=SECRETS["e-mail"])
    Registration.objects.filter(participant__organisation=told.case.company).update(name=SECRETS["contact"])
    Need.objects.filter(pk=told.need.pk).update(
        title=SECRETS["need title"], problem=SECRETS["problem"], goal=SECRETS["goal"],
        decision_maker=SECRETS["decision maker"], shown_publicly=True, shown_to_startups=True,
    )  # fmt: skip
    Introduction.objects.filter(pk=told.case.pk).update(
        title=SECRETS["need title"], shortlist_reason=SECRETS["shortlist reason"]
    )


def everything_seen_by(cast: Cast, role: str) -> str:
    """Each page this role can open, files included."""
    seen = []
    for name, wanted in pages():
        answer = cast.clients[role].get(reverse(name, kwargs=values_for(name, wanted, cast.told)), follow=True)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen.append(content.decode(errors="replace"))
    return "\n".join(seen)


def secrets_in(text: str) -> list[str]:
    return [name for name, secret in SECRETS.items() if secret in text]


OUTSIDE = ("stranger", "startup", "other_startup", "hub", "other_company", "director", "admin")


@pytest.mark.parametrize("state", [State.STARTUP_ASKED, State.RELEASE_PENDING])
def test_before_the_introduction_nobody_outside_reads_a_secret(settings, state):
    cast = a_cast(settings, state)
    plant(cast.told)
    assert {role: secrets_in(everything_seen_by(cast, role)) for role in OUTSIDE} == {role: [] for role in OUTSIDE}


def test_control_the_secrets_are_really_there_for_the_office_and_the_company(settings):
    cast = a_cast(settings, State.STARTUP_ASKED)
    plant(cast.told)
    assert secrets_in(everything_seen_by(cast, "scout")) == list(SECRETS)
    assert "problem" in secrets_in(everything_seen_by(cast, "company"))


def test_letters_before_the_introduction_carry_no_secret(settings):
    cast = a_cast(settings, State.SHORTLISTED)
    plant(cast.told)
    told = cast.told
    Letter.objects.all().delete()
    # The teaser was not written yet: the story goes on with planted rows.
    a_teaser(told.need, told.scout)
    actions.ask_company(told.need, by=told.scout)
    teaser = told.need.teasers.get()
    matching.approve_teaser(teaser, by=told.company, shown_hash=teaser_hash(teaser))
    actions.company_says_yes(told.fresh(), by=told.company)
    actions.startup_says_yes(told.fresh(), by=told.startup, answers=ANSWERS)
    to_startup = Letter.objects.filter(to_address=told.fresh().startup_contact.email)
    to_company = Letter.objects.filter(to_address=SECRETS["e-mail"])
    assert {letter.kind for letter in to_startup} == {"introductions/ask_startup"}
    assert {letter.kind for letter in to_company} == {"introductions/ask_company", "introductions/ask_for_release"}
    assert secrets_in("".join(letter.subject + letter.body + letter.body_html for letter in to_startup)) == []
    # The company is greeted by name; what it needs stands in no letter.
    about_the_need = {"need title", "problem", "goal", "decision maker", "shortlist reason"}
    found = secrets_in("".join(letter.subject + letter.body + letter.body_html for letter in to_company))
    assert about_the_need & set(found) == set()
