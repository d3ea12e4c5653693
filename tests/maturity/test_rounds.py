"""Inviting many companies, reminding them twice at most, and telling them that their next check is due."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.accounts.workflow import Role
from dnm.directory.actions import Invalid
from dnm.engines.scoring import SHORT
from dnm.mail.models import Letter
from dnm.maturity import actions, queries
from dnm.maturity.actions import clock
from dnm.maturity.models import Check, Door, Invited, PlannedStage
from dnm.maturity.rules import way_to
from dnm.maturity.workflow import Stage, Way
from tests.factories import ContactFactory, MembershipFactory, OrganisationFactory, StartupFactory, member_of, office

from .people import all_answers, allow, letters, taken, token_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def planned(scout=None, **changes):
    facts = {
        "title": "Handwerk im Herbst",
        "key": SHORT,
        "due_on": timezone.localdate() + 40 * DAY,
        "text": "Kommen Sie mit.",
    }
    return actions.plan_round(by=scout or office(), **{**facts, **changes})


def company(*permissions: str, **facts):
    return allow(ContactFactory(**facts), *permissions).organisation


def came_in(letter):
    door = queries.door_of(token_in(letter))
    actions.send_code(door)
    code = letters("door_code")[-1].body.split("\n\n")[2].strip()
    return actions.open_door(door, code), queries.actor_of_door(door.pk)


@pytest.mark.parametrize(
    ("permissions", "has_email", "own_case", "way"),
    [
        ({"mailings"}, True, False, Way.EMAIL),
        ({"mailings"}, False, False, Way.LETTER),
        ({"own_cases"}, True, False, Way.LETTER),
        ({"own_cases"}, True, True, Way.EMAIL),
        ({"own_cases", "phone"}, True, False, Way.PHONE),
        ({"phone", "post"}, True, False, Way.LETTER),
        (set(), True, True, Way.LETTER),
        ({"mailings", "none"}, True, True, Way.NONE),
    ],
)
def test_email_goes_only_to_those_who_agreed(permissions, has_email, own_case, way):
    assert way_to(permissions, has_email=has_email, has_own_case=own_case) == way


def test_a_round_writes_once_and_lists_the_others_for_post_and_telephone():
    scout = office()
    firms = [company("mailings"), company("phone"), company(), company("none"), OrganisationFactory(), StartupFactory()]
    invited = actions.invite(planned(scout), firms, by=scout)
    assert [row.way for row in invited] == [Way.EMAIL, Way.PHONE, Way.LETTER, Way.NONE, Way.LETTER]
    assert actions.invite(invited[0].round, firms, by=scout) == []
    (letter,) = letters("invitation")
    assert (letter.to_address, letter.secret) == (invited[0].contact.email, True)
    assert "Kommen Sie mit." in letter.body
    assert sorted(row.pk for row in queries.to_write_or_call(invited[0].round, scout)) == sorted(
        row.pk for row in (invited[1], invited[2], invited[4])
    )
    (found,) = queries.rounds_visible_to(scout)
    assert (found.companies, found.by_email, found.opened, found.begun, found.finished) == (5, 1, 0, 0, 0)
    assert [list(queries.rounds_visible_to(one)) for one in (office(Role.ADMIN), member_of(firms[0]))] == [[], []]
    assert list(queries.invited_visible_to(office(Role.DIRECTOR))) == []


def test_a_second_contact_who_agreed_is_written_to():
    scout, firm = office(), company("own_cases")
    other = allow(ContactFactory(organisation=firm, primary=False), "mailings")
    (row,) = actions.invite(planned(scout), [firm], by=scout)
    assert (row.contact, row.way) == (other, Way.EMAIL)


def test_an_own_case_is_a_check_that_the_office_has_planned():
    scout, firm = office(), company("own_cases")
    actions.plan_stage(firm, Stage.T1, key=SHORT, on=timezone.localdate() + DAY, by=scout)
    (row,) = actions.invite(planned(scout), [firm], by=scout)
    assert row.way == Way.EMAIL


def test_the_cost_of_choosing_the_way_does_not_grow(django_assert_num_queries):
    for count in (1, 3):
        firms = [company("mailings") for _firm in range(count)]
        with django_assert_num_queries(3):
            queries.reach_of(firms, SHORT)


def test_from_the_letter_to_the_finished_check():
    scout, firm = office(), company("mailings")
    actions.invite(planned(scout), [firm], by=scout)
    door, katrin = came_in(letters("invitation")[0])
    assert (Invited.objects.get().state, queries.checks_visible_to(katrin).count()) == ("opened", 0)
    check = actions.begin_invited(door, by=katrin)
    assert actions.begin_invited(Door.objects.get(pk=door.pk), by=queries.actor_of_door(door.pk)) == check
    assert (check.organisation, check.way, Invited.objects.get().state) == (firm, Check.Way.ALONE, "begun")
    katrin = queries.actor_of_door(door.pk)
    actions.answer_several(check, all_answers(), by=katrin)
    actions.finish_check(check, by=katrin)
    assert Invited.objects.get().state == "finished"
    (found,) = queries.rounds_visible_to(scout)
    assert (found.opened, found.begun, found.finished) == (1, 1, 1)
    with pytest.raises(Refused):
        actions.begin_invited(Door.objects.get(pk=door.pk), by=scout)


def test_a_check_begun_with_an_account_or_at_the_table_counts_for_the_round_as_well():
    scout, firm = office(), company("phone")
    actions.invite(planned(scout), [firm], by=scout)
    assert Invited.objects.get().state == "invited"
    taken(firm, member_of(firm))
    assert Invited.objects.get().state == "finished"


def test_people_with_an_account_get_the_address_of_their_checks():
    scout = office()
    member = MembershipFactory()
    allow(ContactFactory(organisation=member.organisation, user=member.user), "mailings")
    actions.invite(planned(scout), [member.organisation], by=scout)
    assert "/mein/digital-check/" in letters("invitation")[0].body
    assert Door.objects.count() == 0


def test_two_reminders_and_never_a_third():
    scout, today = office(), timezone.localdate()
    actions.invite(planned(scout), [company("mailings"), company("phone")], by=scout)
    assert Invited.objects.get(way=Way.EMAIL).state == "invited"
    sent = [actions.run_clock(today + days * DAY) for days in (6, 7, 7, 13, 14, 14, 30)]
    assert sent == [0, 1, 0, 0, 1, 0, 0]
    assert len(letters("invitation")) == 3
    assert "Erinnerung" in letters("invitation")[-1].subject


def test_a_slower_worker_finds_nothing_left_to_remind():
    scout, late = office(), timezone.localdate() + 8 * DAY
    (row,) = actions.invite(planned(scout), [company("mailings")], by=scout)
    assert [clock._remind(row.pk, late), clock._remind(row.pk, late)] == [True, False]


def test_nobody_is_reminded_who_has_finished_or_asked_for_quiet_or_whose_round_is_over():
    scout, today = office(), timezone.localdate()
    done, quiet, late = company("mailings"), company("mailings"), company("mailings")
    rows = actions.invite(planned(scout), [done, quiet], by=scout)
    actions.invite(planned(scout, due_on=today + 5 * DAY), [late], by=scout)
    taken(done, scout)
    actions.drop_invited(rows[1], by=scout)
    with pytest.raises(Refused):
        actions.drop_invited(rows[1], by=scout)
    assert actions.run_clock(today + 8 * DAY) == 0


def test_one_broken_row_does_not_stop_the_others():
    scout, today = office(), timezone.localdate()
    broken, whole = planned(scout), planned(scout)
    actions.invite(broken, [company("mailings")], by=scout)
    actions.invite(whole, [company("mailings")], by=scout)
    type(broken).objects.filter(pk=broken.pk).update(questionnaire="weg-1")
    assert actions.run_clock(today + 7 * DAY) == 1


def test_a_round_needs_a_name_a_future_day_and_a_scout():
    with pytest.raises(Invalid) as wrong:
        planned(title=" ", due_on=timezone.localdate(), text="x" * 3001)
    assert sorted(wrong.value.problems) == ["due_on", "text", "title"]
    with pytest.raises(Refused):
        planned(office(Role.DIRECTOR))


def test_the_next_check_is_announced_once_on_its_day():
    scout, today = office(), timezone.localdate()
    firm, silent, done = company("own_cases"), company(), company("own_cases")
    member = MembershipFactory()
    allow(ContactFactory(organisation=member.organisation, user=member.user), "mailings")
    for one in (firm, silent, done, member.organisation):
        taken(one, scout)
        actions.plan_stage(one, Stage.T1, key=SHORT, on=today + 3 * DAY, by=scout)
    taken(done, scout)
    before = Letter.objects.count()
    assert [actions.run_clock(today + days * DAY) for days in (2, 3, 3)] == [0, 2, 0]
    assert Letter.objects.count() == before + 2
    with_door, with_account = letters("next_check_due")
    assert (with_account.secret, "/mein/digital-check/" in with_account.body) == (False, True)
    _door, katrin = came_in(with_door)
    assert [check.stage for check in queries.checks_visible_to(katrin)] == [Stage.T1]
    assert PlannedStage.objects.filter(told_at=None).count() == 0
