"""Every step of a need, from every state, by everybody."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.accounts.rules import SYSTEM, Actor
from dnm.accounts.workflow import Role
from dnm.directory.models import Organisation
from dnm.matching import actions
from dnm.matching.models import Need
from dnm.matching.rules import can_take
from dnm.matching.workflow import CLOSED, OPEN, STEPS, By, NeedState
from tests.factories import ContactFactory, NeedFactory, OrganisationFactory, StartupFactory, member_of, office

pytestmark = pytest.mark.django_db

READY = {
    "decide_by": timezone.localdate() + timedelta(days=30),
    "decision_maker": "Katrin Rehmert",
    "budget": "10k_25k",
}
ACTS: dict[str, Callable[[Need, Actor], Need]] = {
    "submit": lambda need, by: actions.submit_need(need, by=by),
    "qualify": lambda need, by: actions.qualify_need(need, by=by),
    "match": lambda need, by: actions.mark_matched(need, by=by),
    "close_solved": lambda need, by: actions.close_need(need, by=by, solved=True),
    "close_unsolved": lambda need, by: actions.close_need(need, by=by, solved=False),
    "withdraw": lambda need, by: actions.withdraw_need(need, by=by),
    "expire": lambda need, by: actions.expire_need(need, by=by),
    "reopen": lambda need, by: actions.reopen_need(need, by=by),
}


def need_in(state: NeedState, firm: Organisation) -> Need:
    numbered = None if state == NeedState.DRAFT else f"B-2026-{list(NeedState).index(state):03d}"
    submitted = None if state == NeedState.DRAFT else timezone.now()
    return NeedFactory(organisation=firm, state=state, number=numbered, submitted_at=submitted, **READY)


def everybody(firm: Organisation) -> Iterator[tuple[str, Actor]]:
    yield "scout", office()
    yield "lead", office(Role.LEAD)
    yield "director", office(Role.DIRECTOR)
    yield "admin", office(Role.ADMIN)
    yield "own owner", member_of(firm)
    yield "own member", member_of(firm, "member")
    yield "strange company", member_of(OrganisationFactory())
    yield "startup", member_of(StartupFactory())
    yield "hub", member_of(OrganisationFactory(kind="hub"))
    yield "system", SYSTEM


PARTS: dict[str, tuple[By, ...]] = {
    "scout": (By.SCOUT,),
    "lead": (By.SCOUT,),
    "own owner": (By.COMPANY,),
    "own member": (By.COMPANY,),
    "system": (By.CLOCK, By.SCOUT),
}


def outcome(step: str, need: Need, by: Actor) -> str:
    """The state afterwards, or "refused"."""
    try:
        ACTS[step](need, by)
    except Refused:
        return "refused"
    return Need.objects.get(pk=need.pk).state


def expected(step: str, state: NeedState, who: str) -> str:
    rule = STEPS[step]
    if state in rule.sources and set(PARTS.get(who, ())) & set(rule.by):
        return rule.target
    repeated = {
        "submit": OPEN,
        "qualify": (NeedState.QUALIFIED, NeedState.MATCHED),
        "match": tuple(NeedState),  # nothing to do unless it is qualified
        "reopen": OPEN,
    }
    if step == "match" and state == NeedState.QUALIFIED:
        return "refused"
    return state if state in repeated.get(step, (rule.target,)) else "refused"


@pytest.mark.parametrize("step", STEPS)
def test_every_step_from_every_state_in_every_role(step):
    firm = OrganisationFactory()
    actors = dict(everybody(firm))
    found: dict[Any, str] = {}
    wanted: dict[Any, str] = {}
    for state, (who, by) in product(NeedState, actors.items()):
        need = need_in(state, firm)
        found[state, who] = outcome(step, need, by)
        wanted[state, who] = expected(step, state, who)
        need.delete()
    assert found == wanted


@pytest.mark.parametrize(("only", "allowed"), [("need", True), ("introduction", False)])
def test_a_link_to_one_case_does_not_change_the_need_behind_it(only, allowed):
    firm = OrganisationFactory()
    contact = ContactFactory(organisation=firm)
    need = need_in(NeedState.SUBMITTED, firm)
    by = Actor("directory.contact", contact.pk, "Katrin", Role.COMPANY_OWNER, firm.pk, True, f"{only}:{need.pk}")
    assert can_take("withdraw", need, by) is allowed
    if allowed:
        assert actions.change_need(need, by=by, goal="Weniger Ausschuss").goal == "Weniger Ausschuss"
    else:
        with pytest.raises(Refused, match="Rufen Sie uns an"):
            actions.change_need(need, by=by, goal="Weniger Ausschuss")


def test_closed_and_open_states_are_all_states_but_the_draft():
    assert {*OPEN, *CLOSED, NeedState.DRAFT} == set(NeedState)
