"""Every step from every state in every role, against a table written down a second time by hand."""

import pytest
from django.db import IntegrityError, transaction

from dnm.accounts.rules import SYSTEM, Actor
from dnm.accounts.workflow import Role
from dnm.directory.models import Membership
from dnm.introductions import actions
from dnm.introductions.actions.steps import locked, take
from dnm.introductions.models import StepTaken
from dnm.introductions.workflow import ENDED, OPEN, STEPS, Party, State, steps_from
from tests.factories import OrganisationFactory, StartupFactory, member_of, office
from tests.introductions.ended import story_beside
from tests.stories import WAY, Story, story

pytestmark = pytest.mark.django_db

# step: states it starts in, who may take it (s scout, c company, u start-up, k clock)
TABLE = {
    "shortlist": ("suggested", "s"),
    "unshortlist": ("shortlisted", "s"),
    "ask_company": ("shortlisted", "s"),
    "company_yes": ("company_asked", "c"),
    "startup_yes": ("startup_asked", "u"),
    "release": ("company_asked startup_asked release_pending", "cu"),
    "introduce": ("release_pending", "scu"),
    "record_introduction": ("suggested shortlisted company_asked startup_asked release_pending", "s"),
    "withdraw_release": (
        "company_asked startup_asked release_pending introduced meeting_scheduled meeting_held pilot_running "
        "pilot_done cooperation paused declined expired stopped", "cu",
    ),
    "schedule_meeting": ("introduced meeting_scheduled meeting_held", "s"),
    "cancel_meeting": ("meeting_scheduled", "s"),
    "hold_meeting": ("introduced meeting_scheduled meeting_held", "s"),
    "agree_pilot": ("meeting_held", "s"),
    "finish_pilot": ("pilot_running", "s"),
    "start_cooperation": ("meeting_held pilot_done", "s"),
    "decline": (
        "company_asked startup_asked release_pending introduced meeting_scheduled meeting_held pilot_running "
        "pilot_done paused", "cu",
    ),
    "expire": ("suggested shortlisted startup_asked release_pending", "k"),
    "pause": (
        "shortlisted company_asked startup_asked release_pending introduced meeting_scheduled meeting_held "
        "pilot_running pilot_done", "scu",
    ),
    "resume": ("paused", "sk"),
    "stop": (
        "suggested shortlisted company_asked startup_asked release_pending introduced meeting_scheduled meeting_held "
        "pilot_running pilot_done cooperation paused", "s",
    ),
    "reopen": ("declined expired stopped", "s"),
}  # fmt: skip
LETTERS = {"s": Party.SCOUT, "c": Party.COMPANY, "u": Party.STARTUP, "k": Party.CLOCK}
RECORDED = {"company_yes", "startup_yes", "release", "withdraw_release", "decline", "pause"}
UNASKED = {
    State.SUGGESTED: {Party.COMPANY, Party.STARTUP},
    State.SHORTLISTED: {Party.COMPANY, Party.STARTUP},
    State.COMPANY_ASKED: {Party.STARTUP},
}


def may(step: str, state: State, party: Party | None) -> bool:
    states, letters = TABLE[step]
    parties = {LETTERS[letter] for letter in letters}
    if state not in states.split() or party is None or party in UNASKED.get(state, set()):
        return False
    # The clock acts for the office too, where the demo region is built.
    return party in parties or (party == Party.CLOCK and Party.SCOUT in parties)


def everybody(told: Story) -> list[tuple[str, Actor, Party | None]]:
    other_company, other_startup = OrganisationFactory(), StartupFactory()
    return [
        ("scout", told.scout, Party.SCOUT),
        ("lead", office(Role.LEAD), Party.SCOUT),
        ("director", office(Role.DIRECTOR), None),
        ("admin", office(Role.ADMIN), None),
        ("company owner", told.company, Party.COMPANY),
        ("company member", member_of(told.need.organisation, Membership.Role.MEMBER), Party.COMPANY),
        ("start-up owner", told.startup, Party.STARTUP),
        ("start-up member", member_of(told.case.startup, Membership.Role.MEMBER), Party.STARTUP),
        ("another company", member_of(other_company), None),
        ("another start-up", member_of(other_startup), None),
        ("hub", member_of(OrganisationFactory(kind="hub")), None),
        ("carrier", member_of(OrganisationFactory(kind="carrier")), None),
        ("funder", office(Role.FUNDER), None),
        ("juror", office(Role.JUROR), None),
        ("clock", SYSTEM, Party.CLOCK),
    ]


def at(state: State) -> Story:
    return story(state) if state in WAY else story_beside(state)


def succeeds(told: Story, step: str, by: Actor) -> bool:
    """Whether the step is taken; whatever it did is undone."""
    try:
        with transaction.atomic():
            take(locked(told.case), step, by=by, target=State.SUGGESTED if step == "resume" else None)
            transaction.set_rollback(True)
    except actions.StepRefused:
        return False
    except IntegrityError:
        # The table allows it; the database insists on two releases.
        assert step in ("introduce", "record_introduction")
    return True


def test_the_hand_written_table_names_every_step():
    assert sorted(TABLE) == sorted(STEPS)


@pytest.mark.parametrize("state", list(State))
def test_every_step_in_every_role(state: State):
    told = at(state)
    people = everybody(told)
    tried = {(step, who): succeeds(told, step, actor) for step in STEPS for who, actor, _party in people}
    assert tried == {(step, who): may(step, state, party) for step in STEPS for who, _actor, party in people}
    assert told.fresh().state == state


@pytest.mark.parametrize("state", list(State))
def test_a_scout_records_what_the_table_allows_the_party_and_nobody_else_does(state: State):
    told = at(state)
    spoken = actions.Spoken("phone", "Frau Rehmert", told.case.since.date())
    people = [("scout", told.scout), ("company", told.company), ("director", office(Role.DIRECTOR))]
    tried = {}
    for step in STEPS:
        for side in (Party.COMPANY, Party.STARTUP):
            for who, actor in people:
                try:
                    with transaction.atomic():
                        take(locked(told.case), step, by=actor, for_party=side, spoken=spoken)
                        transaction.set_rollback(True)
                    tried[step, side, who] = True
                except actions.StepRefused:
                    tried[step, side, who] = False
    assert tried == {
        (step, side, who): who == "scout"
        and step in RECORDED
        and state in TABLE[step][0].split()
        and side in {LETTERS[letter] for letter in TABLE[step][1]}
        for step in STEPS
        for side in (Party.COMPANY, Party.STARTUP)
        for who, _actor in people
    }


def test_a_scout_who_answers_for_a_party_says_who_told_her_when_and_how():
    told = story(State.STARTUP_ASKED)
    today = told.case.since.date()
    for spoken, words in [
        (None, "wer das wann und auf welchem Weg"),
        (actions.Spoken("page", "Leyla", today), "am Telefon, persönlich oder auf Papier"),
        (actions.Spoken("phone", " ", today), "wer das gesagt hat"),
        (actions.Spoken("phone", "Leyla", today.replace(year=today.year + 1)), "in der Zukunft"),
    ]:
        with pytest.raises(actions.StepRefused, match=words):
            actions.decline(told.fresh(), Party.STARTUP, by=told.scout, spoken=spoken)
    assert told.fresh().state == State.STARTUP_ASKED


def test_a_recorded_step_says_who_wrote_it_and_who_said_it():
    told = story(State.STARTUP_ASKED)
    spoken = actions.Spoken("paper", "Leyla Aksoy", told.case.since.date(), "auf der Messe", "Zettel liegt in der Akte")
    actions.decline(told.fresh(), Party.STARTUP, by=told.scout, spoken=spoken)
    step = StepTaken.objects.get(name="decline")
    assert (step.party, step.by_name, step.said_by, step.source, step.said_where, step.note) == (
        "startup", told.scout.name, "Leyla Aksoy", "paper", "auf der Messe", "Zettel liegt in der Akte",
    )  # fmt: skip


def test_every_open_state_waits_for_somebody_or_for_a_day():
    for state in OPEN:
        case = story(state).case
        assert case.owner_id
        assert (state, bool(case.waiting_for or case.due_on)) == (state, True)
        assert (state, case.due_on is None) == (state, state == State.SUGGESTED)


def test_the_steps_of_a_party_follow_from_the_table():
    assert steps_from(State.STARTUP_ASKED, Party.STARTUP) == [
        "startup_yes", "release", "withdraw_release", "decline", "pause",
    ]  # fmt: skip
    assert all(steps_from(state, Party.SCOUT) == ["reopen"] for state in ENDED)


def test_a_mailed_link_opens_one_matter_only():
    told, other = story(State.STARTUP_ASKED), story(State.STARTUP_ASKED)
    link = Actor(
        "directory.contact", 1, "Leyla", Role.STARTUP_OWNER, told.case.startup_id, may_release=True,
        only=f"introduction:{other.case.pk}",
    )  # fmt: skip
    with pytest.raises(actions.StepRefused):
        actions.startup_says_yes(told.fresh(), by=link, answers={})
