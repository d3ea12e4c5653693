"""Members in front of their pages: signed-in browsers, readable text, more rows for lists."""

from dnm.accounts.rules import Actor
from dnm.directory.models import Organisation
from dnm.directory.queries import actors_for
from dnm.introductions import actions
from dnm.introductions.models import Introduction
from dnm.introductions.workflow import State
from dnm.matching import actions as matching
from dnm.matching.rules import teaser_hash
from tests.factories import MembershipFactory
from tests.stories import Story, a_match, a_startup, a_teaser, story

OVERLONG = "ä" * 20_000
HOSTILE = ["Null\0Byte", "\N{PILE OF POO}\N{ZERO WIDTH JOINER}", "<script>alert(1)</script>", "‮gnisrever"]


def one_more(told: Story, name: str, state: State = State.COMPANY_ASKED, language: str = "de") -> Introduction:
    """Another start-up for the same need, as far as ``state`` (company asked, or startup asked)."""
    startup = a_startup(name, language)
    case = actions.shortlist(a_match(told.need, startup), "passt auch", by=told.scout)
    if not told.need.teasers.filter(language=language).exists():
        a_teaser(told.need, told.scout, language)
    actions.ask_company(told.need, by=told.scout)
    if state == State.STARTUP_ASKED:
        approve_all(told)
        actions.company_says_yes(case, by=told.company)
    return Introduction.objects.get(pk=case.pk)


def approve_all(told: Story) -> None:
    for teaser in told.need.teasers.all():
        matching.approve_teaser(teaser, by=told.company, shown_hash=teaser_hash(teaser))


def also_for(told: Story, state: State) -> Story:
    """Another case at ``state``, of the same start-up with another company."""
    other = story(state)
    Introduction.objects.filter(pk=other.case.pk).update(
        startup=told.case.startup, startup_contact=told.case.startup_contact
    )
    return other


def colleague_of(actor: Actor, **membership: object) -> Actor:
    """Somebody of the same organisation who may not release."""
    firm = Organisation.objects.get(pk=actor.organisation_id)
    return actors_for(MembershipFactory(organisation=firm, role="member", **membership).user)[0]
