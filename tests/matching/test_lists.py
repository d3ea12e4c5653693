"""The list of needs: filters, counts, order, search."""

import pytest
from django.utils import timezone

from dnm.accounts.actions import name_deputy
from dnm.accounts.models import User
from dnm.accounts.rules import SYSTEM
from dnm.accounts.workflow import Role
from dnm.matching import actions
from dnm.matching.models import Need
from dnm.matching.queries.lists import NONE, NeedFilters, NeedList, need_filters_from
from tests.factories import NeedFactory, OrganisationFactory, member_of, office
from tests.stories import a_company, a_need, a_scout

pytestmark = pytest.mark.django_db


def titles(actor, **filters) -> list[str]:
    return [need.title for need in NeedList(actor, NeedFilters(**filters)).rows()]


def sent(scout, title: str, firm: str = "Betrieb", **words):
    need = NeedFactory(organisation=OrganisationFactory(name=firm), title=title, **words)
    return actions.submit_need(need, by=scout)


def test_who_waits_longest_stands_first_and_closed_ones_last():
    scout = a_scout()
    closed = a_need(scout, a_company("Alpha"))
    actions.change_need(closed, by=scout, title="geschlossen")
    actions.close_need(closed, by=scout, solved=True)
    qualified = a_need(scout, a_company("Beta"))
    actions.change_need(qualified, by=scout, title="geschärft")
    first, second = sent(scout, "später"), sent(scout, "früher")
    type(first).objects.filter(pk=first.pk).update(answer_by="2031-01-02")
    type(second).objects.filter(pk=second.pk).update(answer_by="2031-01-01")
    assert titles(scout) == ["früher", "später", "geschärft", "geschlossen"]


def test_counts_say_what_each_filter_would_leave():
    scout = a_scout()
    sent(scout, "eins")
    sent(scout, "zwei", confidentiality="internal")
    a_need(scout)
    type(sent(scout, "niemand")).objects.filter(title="niemand").update(scout=None)
    counts = NeedList(scout, NeedFilters()).counts()
    assert counts["state"] == {"submitted": 3, "qualified": 1}
    assert counts["scout"] == {str(scout.id): 3, NONE: 1}
    assert counts["confidentiality"] == {"anonymous": 3, "internal": 1}
    assert counts["waiting"] == {"me": 3}
    narrowed = NeedList(scout, NeedFilters(state="submitted", confidentiality="internal"))
    assert (narrowed.counts()["state"], [need.title for need in narrowed.rows()]) == ({"submitted": 1}, ["zwei"])


def test_waiting_for_me_means_my_needs_where_the_office_is_to_act():
    scout, other = a_scout(), office()
    sent(scout, "meiner")
    actions.take_charge(Need.objects.get(), User.objects.get(pk=scout.id), by=scout)
    assert (titles(scout, waiting="me"), titles(other, waiting="me")) == (["meiner"], [])


def test_a_deputy_sees_what_waits_for_the_person_on_leave():
    scout = a_scout()
    sent(scout, "meiner")
    deputy = office(Role.LEAD)
    today = timezone.localdate()
    name_deputy(User.objects.get(pk=scout.id), User.objects.get(pk=deputy.id), starts=today, ends=today, by=SYSTEM)
    assert titles(deputy, waiting="me") == ["meiner"]


@pytest.mark.parametrize("text", ["B-2", "Lunker", "mueller", "Möbelwerke", "Mobelwerke Müler"])
def test_search_finds_number_words_and_firm_and_forgives(text):
    scout = a_scout()
    sent(scout, "Lunker", firm="Möbelwerke Müller")
    NeedFactory(title="Lunker im Entwurf", organisation=OrganisationFactory(name="Möbelwerke Müller 2"))
    assert titles(scout, text=text) == ["Lunker"]
    assert titles(scout, text="Retouren") == []


def test_filters_from_an_address_forget_what_they_do_not_know():
    assert (
        need_filters_from({"state": "draft", "scout": "9" * 30, "confidentiality": "x", "waiting": "you"})
        == NeedFilters()
    )
    known = {"state": "submitted", "scout": NONE, "confidentiality": "open", "waiting": "me", "text": " a\0b "}
    assert need_filters_from(known) == NeedFilters("ab", "submitted", NONE, "open", "me")
    assert list(need_filters_from(known).chosen) == ["state", "scout", "confidentiality", "waiting"]


def test_only_scouts_have_a_list_and_drafts_are_nobodys_but_the_companys():
    scout = a_scout()
    draft = NeedFactory(title="Entwurf")
    assert titles(scout) == []
    assert titles(member_of(draft.organisation)) == ["Entwurf"]
    for stranger in (office(Role.DIRECTOR), office(Role.ADMIN), member_of(OrganisationFactory(kind="hub"))):
        assert titles(stranger) == []
