"""Two tabs, two clicks, two workers at the same moment. The controls show that the naive way fails."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.engines.scoring import SHORT
from dnm.maturity import actions, queries
from dnm.maturity.models import Answer, Block, Check, Door, Invited, Snapshot
from tests.factories import OrganisationFactory, member_of, office
from tests.introductions.test_races import at_once

from .people import KURZ, letters, taken
from .test_rounds import company, planned

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_double_click_begins_one_check():
    firm = OrganisationFactory()
    anna = member_of(firm)
    assert at_once([lambda: actions.begin_check(firm, SHORT, by=anna)] * 6) == []
    assert Check.objects.count() == 1


def test_a_guests_double_click_begins_one_check():
    assert at_once([lambda: actions.begin_as_guest(SHORT, form_token="x")] * 6) == []
    assert (Check.objects.count(), Door.objects.count()) == (1, 1)


def test_control_looking_first_begins_several():
    looked = threading.Barrier(2)

    def begin() -> None:
        none_yet = not Check.objects.exists()
        looked.wait()
        if none_yet:
            now = timezone.now()
            Check.objects.create(questionnaire=SHORT, begun_at=now, changed_at=now)

    assert at_once([begin, begin]) == []
    assert Check.objects.count() == 2


def test_two_tabs_lose_no_answer_and_the_later_of_two_hears_of_the_first():
    firm = OrganisationFactory()
    anna, scout = member_of(firm), office()
    check = actions.begin_check(firm, SHORT, by=anna)
    items = list(KURZ.items.values())
    saved = []

    def save(place: int, actor) -> None:
        page = {item.id: item.allowed[place] for item in items}
        saved.append(actions.answer_several(check, page, by=actor, seen=0))

    assert at_once([lambda: save(0, anna), lambda: save(-1, scout)]) == []
    assert Answer.objects.count() == len(items)
    first, second = sorted(saved, key=lambda one: one.revision)
    assert (first.revision, first.meanwhile, second.revision, len(second.overwritten)) == (1, (), 2, len(items))
    assert len(set(Answer.objects.values_list("by_name", flat=True))) == 1
    assert len(queries.changes_since(check, first.revision)) == len(items)


def test_many_tabs_with_a_question_each_lose_none():
    firm = OrganisationFactory()
    anna = member_of(firm)
    check = actions.begin_check(firm, SHORT, by=anna)
    items = list(KURZ.items.values())[:6]
    acts = [lambda item=item: actions.answer(check, item.id, item.allowed[-1], by=anna) for item in items]
    assert at_once(acts) == []
    assert (Check.objects.get().revision, len(queries.answers_of(check))) == (6, 6)
    assert sorted(Answer.objects.values_list("revision", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_control_answers_in_one_column_get_lost():
    now = timezone.now()
    check = Check.objects.create(questionnaire=SHORT, begun_at=now, changed_at=now)
    read = threading.Barrier(2)

    def save(item: str) -> None:
        mine = Check.objects.get(pk=check.pk)
        read.wait()
        mine.firm = {**mine.firm, item: "yes"}
        mine.save(update_fields=["firm"])

    assert at_once([lambda: save("customers.found"), lambda: save("customers.quotes")]) == []
    assert len(Check.objects.get().firm) == 1


def test_finishing_at_once_writes_one_letter():
    firm = OrganisationFactory()
    anna = member_of(firm)
    check = actions.begin_check(firm, SHORT, by=anna)
    assert at_once([lambda: actions.finish_check(check, by=anna)] * 4) == []
    assert len(letters("check_finished")) == 1


def test_two_colleagues_invite_the_same_companies_once():
    scout = office()
    round_, firms = planned(scout), [company("mailings") for _firm in range(3)]
    assert at_once([lambda: actions.invite(round_, firms, by=scout)] * 3) == []
    assert (Invited.objects.count(), len(letters("invitation"))) == (3, 3)


def test_two_workers_remind_once():
    scout = office()
    actions.invite(planned(scout), [company("mailings")], by=scout)
    late = timezone.localdate() + timedelta(days=8)
    assert at_once([lambda: actions.run_clock(late)] * 3) == []
    assert (Invited.objects.get().reminders, len(letters("invitation"))) == (1, 2)


def test_two_workers_make_the_quarters_figures_once():
    scout = office()
    for _firm in range(6):
        taken(OrganisationFactory(), scout)
    Check.objects.update(finished_at=timezone.now() - timedelta(days=100))
    assert at_once([lambda: actions.take_snapshot()] * 4) == []
    assert (Snapshot.objects.count(), Block.objects.count()) == (1, 1)
