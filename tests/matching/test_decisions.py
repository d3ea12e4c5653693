"""What the engine said is stored; what people made of it stays."""

import pytest

from dnm.accounts.actions import Refused
from dnm.accounts.workflow import Role
from dnm.introductions import actions as introductions
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from dnm.matching import actions
from dnm.matching.actions.ranking import Ranked
from dnm.matching.models import Match, Offer, Refusal
from dnm.matching.queries import matches_visible_to
from tests.factories import OfferFactory, StartupFactory, member_of, office
from tests.stories import a_match, a_need, a_scout, a_startup

pytestmark = pytest.mark.django_db


def line(offer: Offer, score: int = 40) -> Ranked:
    return Ranked(offer.pk, score, score < 25, [{"kind": "for", "topic": "text", "points": score}])


def order_of(need) -> list[tuple[int, str]]:
    return list(Match.objects.filter(need=need).order_by("rank", "pk").values_list("score", "decision"))


def test_a_newer_ranking_keeps_decisions_and_the_place_a_page_points_to():
    scout = a_scout()
    need = a_need(scout)
    first, second, third = (OfferFactory() for _number in range(3))
    actions.store_matches(need, [line(first, 50), line(second, 40), line(third, 30)], engine_version="1")
    later = Match.objects.get(offer=second)
    actions.decide_match(later, "later", by=scout)

    actions.store_matches(need, [line(second, 60), line(first, 20)], engine_version="2")

    assert order_of(need) == [(60, "later"), (20, "open")]
    assert Match.objects.get(offer=second).pk == later.pk
    assert set(Match.objects.values_list("engine_version", flat=True)) == {"2"}
    need.refresh_from_db()
    assert need.ranked_at is not None


def test_a_decided_offer_stays_when_the_engine_no_longer_names_it():
    scout = a_scout()
    need = a_need(scout)
    first, second = OfferFactory(), OfferFactory()
    actions.store_matches(need, [line(first), line(second)], engine_version="1")
    actions.decide_match(Match.objects.get(offer=first), "rejected", by=scout, reason_code="terms")
    actions.store_matches(need, [], engine_version="1")
    assert list(Match.objects.values_list("offer", "decision")) == [(first.pk, "rejected")]


def test_a_no_needs_its_reason_is_remembered_and_can_be_taken_back():
    scout = a_scout()
    need = a_need(scout)
    match = a_match(need, a_startup())
    with pytest.raises(Refused, match="Wählen Sie einen Grund"):
        actions.decide_match(match, "rejected", by=scout)
    for _click in range(2):
        actions.decide_match(match, "rejected", by=scout, reason_code="terms")
    refusal = Refusal.objects.get()
    assert (refusal.side, refusal.reason_code, refusal.startup) == ("office", "terms", match.offer.organisation)
    assert Entry.objects.filter(verb="match.rejected").count() == 1

    taken_back = actions.decide_match(match, "open", by=scout)

    assert (taken_back.decision, taken_back.reason_code, Refusal.objects.count()) == ("open", "", 0)


def test_a_no_stays_while_another_offer_of_the_same_start_up_is_rejected():
    scout = a_scout()
    need, startup = a_need(scout), StartupFactory()
    offers = [OfferFactory(organisation=startup) for _number in range(2)]
    actions.store_matches(need, [line(offer) for offer in offers], engine_version="1")
    both = list(Match.objects.order_by("rank"))
    for match in both:
        actions.decide_match(match, "rejected", by=scout, reason_code="terms")
    actions.decide_match(both[0], "open", by=scout)
    assert Refusal.objects.count() == 1
    actions.decide_match(both[1], "open", by=scout)
    assert Refusal.objects.count() == 0


def test_what_a_side_said_weighs_more_than_what_the_office_thinks():
    scout = a_scout()
    need = a_need(scout)
    match = a_match(need, a_startup())
    startup = match.offer.organisation
    actions.remember_refusal(need, startup, side="office", reason_code="terms")
    actions.remember_refusal(need, startup, side="startup", reason_code="no_capacity")
    actions.remember_refusal(need, startup, side="office", reason_code="terms")
    assert list(Refusal.objects.values_list("side", "reason_code")) == [("startup", "no_capacity")]
    actions.decide_match(match, "later", by=scout)
    assert Refusal.objects.count() == 1


def test_only_the_office_decides_and_only_what_is_decided_here():
    scout = a_scout()
    need = a_need(scout)
    match = a_match(need, a_startup())
    for stranger in (member_of(need.organisation), office(Role.DIRECTOR)):
        with pytest.raises(Refused, match="Darüber entscheidet das Büro"):
            actions.decide_match(match, "later", by=stranger)
        assert list(matches_visible_to(stranger)) == []
    with pytest.raises(ValueError, match="shortlisted"):
        actions.decide_match(match, "shortlisted", by=scout)
    assert list(matches_visible_to(scout)) == [match]


def test_what_is_on_the_shortlist_is_taken_off_it_first():
    scout = a_scout()
    need = a_need(scout)
    match = a_match(need, a_startup())
    introductions.shortlist(match, "Rüstet nach.", by=scout)
    with pytest.raises(Refused, match="zuerst von der Shortlist"):
        actions.decide_match(match, "rejected", by=scout, reason_code="terms")


def test_a_company_only_reads_names_that_agreed_to_be_listed():
    scout = a_scout()
    need = a_need(scout)
    startup = a_startup()
    match = a_match(need, startup)
    startup.startup.listed = False
    startup.startup.save()
    with pytest.raises(Refused, match="Gussauge hat noch nicht zugestimmt, genannt zu werden"):
        introductions.shortlist(match, "Rüstet nach.", by=scout)
    case = introductions.suggest(need, startup, by=scout)
    with pytest.raises(Refused, match="Gussauge hat noch nicht zugestimmt"):
        introductions.shortlist_proposed(case, "Rüstet nach.", by=scout)


def test_a_proposed_start_up_gets_the_engines_reasons_once_it_is_chosen():
    scout = a_scout()
    need = a_need(scout)
    match = a_match(need, a_startup())
    early = introductions.suggest(need, match.offer.organisation, by=scout, opened_by="hub")
    assert early.score is None
    case = introductions.shortlist(match, "Rüstet nach.", by=scout)
    assert (case.pk, case.score, case.offer, case.opened_by) == (early.pk, 42, match.offer, "hub")


def test_a_proposal_the_engine_did_not_rank_can_be_chosen_too():
    scout = a_scout()
    need = a_need(scout)
    case = introductions.suggest(need, a_startup(), by=scout, opened_by="hub")
    with pytest.raises(Refused, match="in einem Satz"):
        introductions.shortlist_proposed(case, " ", by=scout)
    assert introductions.shortlist_proposed(case, "Der Hub kennt sie.", by=scout).state == "shortlisted"


# --- Asking a start-up what nobody knows ---


def test_a_question_about_an_offer_tells_nothing_about_the_need():
    scout = a_scout()
    need = a_need(scout)
    match = a_match(need, a_startup(language="en"))
    actions.ask_about_offer(match, "Where is the data stored?", by=scout)
    letter = Letter.objects.get(kind="matching/question_about_offer")
    assert (letter.to_address, letter.language) == ("gussauge@startup.example", "en")
    assert "Where is the data stored?" in letter.body
    assert need.number not in letter.body
    assert Entry.objects.get(verb="match.asked").aside.text == "Where is the data stored?"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Geht das auch bei Rehmert?", "Diese Stelle verrät den Betrieb: „Rehmert“"),
        ("Rufen Sie 02922 555-0140 an.", "Diese Stelle verrät den Betrieb"),
        (" ", "Schreiben Sie Ihre Frage auf"),
        ("x" * 2001, "höchstens 2.000 Zeichen"),
    ],
)
def test_a_question_that_names_the_firm_or_nothing_is_not_sent(text, problem):
    scout = a_scout()
    match = a_match(a_need(scout), a_startup())
    before = Letter.objects.count()
    with pytest.raises(Refused, match=problem):
        actions.ask_about_offer(match, text, by=scout)
    assert Letter.objects.count() == before


def test_who_has_no_address_is_rung_up_and_strangers_ask_nothing():
    scout = a_scout()
    need = a_need(scout)
    match = a_match(need, a_startup())
    with pytest.raises(Refused, match="Das fragt das Büro"):
        actions.ask_about_offer(match, "Wo liegen die Daten?", by=member_of(need.organisation))
    match.offer.organisation.contacts.update(email="")
    with pytest.raises(Refused, match="Rufen Sie dort an"):
        actions.ask_about_offer(match, "Wo liegen die Daten?", by=scout)
