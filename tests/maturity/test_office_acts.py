"""Acts that only scouts may do: take over a new firm, remind, change the rule table; what leaves the house is noted."""

import pytest

from dnm.accounts.actions import Refused
from dnm.accounts.workflow import Role
from dnm.centre.actions import ChangedMeanwhile
from dnm.directory.models import Organisation
from dnm.engines.scoring import LONG, SHORT
from dnm.maturity import actions, queries
from dnm.maturity.queries.measures import version_of_measure
from dnm.maturity.workflow import Stage
from tests.factories import OrganisationFactory, member_of, office

from .people import guest, taken
from .test_rounds import company, planned

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ADMIN])
def test_others_of_the_office_are_refused(role):
    other, scout = office(role), office()
    door, actor = guest()
    check = actions.tell_firm(door.check_done, by=actor, name="Tischlerei Kleine")
    asked = planned(scout)
    actions.invite(asked, [company("mailings")], by=scout)
    for act in (
        lambda: actions.adopt_as_new(check, by=other),
        lambda: actions.remind_round(asked, by=other),
        lambda: actions.log_list(asked, by=other, kind="pdf", companies=1),
        lambda: actions.log_export(by=other, kind="csv", companies=1),
        lambda: actions.restore_measure("strategy-visit", by=other),
    ):
        with pytest.raises(Refused):
            act()
    assert Organisation.objects.filter(name="Tischlerei Kleine").count() == 0
    assert list(queries.CheckList(other, queries.CheckFilters()).rows()) == []
    assert list(queries.dates_to_come(other)) == []
    assert list(queries.companies_to_invite(other, queries.Wanted(), SHORT)) == []
    assert list(queries.low_scores(other, SHORT, "orders", 50)) == []


def test_a_check_without_a_firm_cannot_be_entered():
    door, _actor = guest()
    with pytest.raises(Refused):
        actions.adopt_as_new(door.check_done, by=office())


def test_a_firm_that_cannot_be_adopted_is_not_entered_either():
    door, actor = guest()
    check = actions.tell_firm(door.check_done, by=actor, name="Tischlerei Kleine", head_count=12)
    adopted = actions.adopt_as_new(check, by=office())
    assert (adopted.organisation.name, adopted.stage, adopted.size_class) == ("Tischlerei Kleine", Stage.T0, "small")
    assert actions.adopt_as_new(check, by=office()) == adopted
    assert Organisation.objects.filter(name="Tischlerei Kleine").count() == 1


def test_a_slower_editor_hears_of_the_faster_one():
    seen = version_of_measure("strategy-visit")
    actions.change_measure("strategy-visit", by=office(), seen=seen, below=70)
    for act in (actions.change_measure, actions.restore_measure):
        with pytest.raises(ChangedMeanwhile):
            act("strategy-visit", by=office(), seen=seen)
    assert version_of_measure("gibt-es-nicht") == "new"


def test_a_date_is_over_with_a_check_of_any_version():
    scout, firm = office(), OrganisationFactory()
    check = taken(firm, scout)
    plan = actions.plan_stage(firm, Stage.T1, key=SHORT, on=check.begun_at.date(), by=scout)
    other = actions.plan_stage(firm, Stage.T1, key=LONG, on=check.begun_at.date(), by=scout)
    type(plan).objects.filter(pk=plan.pk).update(questionnaire="weg-1")
    assert list(queries.dates_to_come(scout)) == [plan, other]
    actions.begin_check(firm, SHORT, by=scout)
    type(plan).objects.filter(pk=plan.pk).update(questionnaire=SHORT)
    assert list(queries.dates_to_come(scout)) == [other]


def test_a_members_dates_are_its_own():
    scout, firm = office(), OrganisationFactory()
    actions.plan_stage(firm, Stage.T1, key=SHORT, on=taken(firm, scout).begun_at.date(), by=scout)
    assert queries.dates_to_come(member_of(firm)).count() == 1
    assert queries.dates_to_come(member_of(OrganisationFactory())).count() == 0
