"""The teaser: checked, written by two, approved word for word."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.accounts.rules import SYSTEM
from dnm.directory.actions import Invalid
from dnm.journal.models import Entry
from dnm.matching import actions
from dnm.matching.models import Need, Teaser
from dnm.matching.queries import teaser_for, teasers_open_to_public
from dnm.matching.queries.exposure import check_teaser, plain_teaser, risk_key, with_suggestions
from dnm.matching.rules import is_approved, teaser_hash
from tests.factories import OrganisationFactory, StartupFactory, member_of
from tests.stories import a_need, a_scout, a_teaser

pytestmark = pytest.mark.django_db

WORDS = {
    "title": "Fehler früher erkennen",
    "text": "Wir fertigen Teile und suchen etwas zum Nachrüsten.",
    "industry": "Verarbeitendes Gewerbe",
    "region": "Deutschland",
}


@pytest.fixture
def scout():
    return a_scout()


@pytest.fixture
def need(scout):
    return a_need(scout)


def keys_of(teaser: Teaser) -> list[str]:
    return [risk_key(one) for one in actions.findings_of(teaser) if one.severity == "blocking"]


def test_an_edit_voids_the_approval(need, scout):
    a_teaser(need, scout)
    teaser = need.teasers.get()
    katrin = member_of(need.organisation)
    teaser = actions.approve_teaser(teaser, by=katrin, shown_hash=teaser_hash(teaser))
    assert (is_approved(teaser), teaser.approved_label) == (True, katrin.name)
    assert teaser_for(need, "de") == teaser

    same = actions.write_teaser(need, "de", by=scout, title=teaser.title, text=f"{teaser.text} ")
    assert is_approved(same)

    changed = actions.write_teaser(need, "de", by=scout, text="Wir suchen etwas anderes.")
    assert (is_approved(changed), changed.approved_label, changed.approved_at) == (False, "", None)
    assert teaser_for(need, "de") is None


def test_an_approval_counts_only_for_the_words_that_were_shown(need, scout):
    a_teaser(need, scout)
    shown = teaser_hash(need.teasers.get())
    actions.write_teaser(need, "de", by=scout, text="Wir suchen etwas anderes.")
    with pytest.raises(Refused, match="inzwischen geändert"):
        actions.approve_teaser(need.teasers.get(), by=member_of(need.organisation), shown_hash=shown)


def test_two_clicks_approve_once(need, scout):
    a_teaser(need, scout)
    teaser, katrin = need.teasers.get(), member_of(need.organisation)
    for _click in range(2):
        actions.approve_teaser(teaser, by=katrin, shown_hash=teaser_hash(teaser))
    assert Entry.objects.filter(verb="teaser.approved").count() == 1


def test_a_scout_records_an_approval_with_who_when_and_how(need, scout):
    a_teaser(need, scout)
    teaser = need.teasers.get()
    shown, today = teaser_hash(teaser), timezone.localdate()
    for said in (
        {},
        {"said_by": "Katrin Rehmert", "source": "phone"},
        {"said_by": "Katrin Rehmert", "said_on": today, "source": "rumour"},
    ):
        with pytest.raises(Refused, match="wer das wann und auf welchem Weg"):
            actions.approve_teaser(teaser, by=scout, shown_hash=shown, **said)
    told = {"said_by": "Katrin Rehmert", "source": "phone"}
    with pytest.raises(Refused, match="in der Zukunft"):
        actions.approve_teaser(teaser, by=scout, shown_hash=shown, said_on=today + timedelta(days=1), **told)
    teaser = actions.approve_teaser(teaser, by=scout, shown_hash=shown, said_on=today, **told)
    assert teaser.approved_label == "Katrin Rehmert"
    assert Entry.objects.get(verb="teaser.approved").details["source"] == "phone"


@pytest.mark.parametrize("stranger", ["company", "startup"])
def test_nobody_else_approves_or_writes(need, scout, stranger):
    a_teaser(need, scout)
    teaser = need.teasers.get()
    by = member_of(OrganisationFactory() if stranger == "company" else StartupFactory())
    with pytest.raises(Refused, match="gibt der Betrieb frei"):
        actions.approve_teaser(teaser, by=by, shown_hash=teaser_hash(teaser))
    with pytest.raises(Refused, match="keinen Steckbrief"):
        actions.write_teaser(need, "de", by=by, **WORDS)
    with pytest.raises(Refused, match="Das entscheidet das Büro"):
        actions.accept_risk(teaser, "place:Werl", by=by, reason="egal")


def test_two_editors_of_a_teaser_see_each_other(need, scout):
    first = actions.write_teaser(need, "de", by=scout, version=0, **WORDS)
    assert first.version == 1
    with pytest.raises(actions.TeaserConflict) as conflict:
        actions.write_teaser(need, "de", by=a_scout(), version=0, **{**WORDS, "title": "Anders"})
    assert conflict.value.current.title == WORDS["title"]
    second = actions.write_teaser(need, "de", by=scout, version=1, title="Anders")
    assert (second.version, second.title) == (2, "Anders")


def test_each_language_has_its_own_text_and_approval(need, scout):
    a_teaser(need, scout, "de")
    a_teaser(need, scout, "en")
    german = need.teasers.get(language="de")
    actions.approve_teaser(german, by=member_of(need.organisation), shown_hash=teaser_hash(german))
    assert [(one.language, is_approved(one)) for one in need.teasers.all()] == [("de", True), ("en", False)]


@pytest.mark.parametrize(
    ("words", "field"),
    [({"title": " "}, "title"), ({"text": ""}, "text"), ({"text": "x" * 601}, "text"), ({"title": "a\0b"}, "title")],
)
def test_a_teaser_without_words_or_with_too_many_is_refused(need, scout, words, field):
    with pytest.raises(Invalid) as refusal:
        actions.write_teaser(need, "de", by=scout, **{**WORDS, **words})
    assert list(refusal.value.problems) == [field]
    assert Teaser.objects.count() == 0


def test_a_confidential_or_closed_need_has_no_teaser(need, scout):
    actions.set_confidentiality(need, by=scout, confidentiality="internal")
    with pytest.raises(Refused, match="vertraulich oder geschlossen"):
        actions.write_teaser(Need.objects.get(pk=need.pk), "de", by=scout, **WORDS)


def test_a_misspelt_field_or_language_is_an_error_of_the_programmer(need, scout):
    with pytest.raises(TypeError, match="summary"):
        actions.write_teaser(need, "de", by=scout, **WORDS, summary="x")
    with pytest.raises(TypeError, match="fr"):
        actions.write_teaser(need, "fr", by=scout, **WORDS)


def test_the_clock_writes_teasers_without_an_author(need):
    assert actions.write_teaser(need, "de", by=SYSTEM, **WORDS).written_by is None


# --- What gives the firm away ---


def test_a_suggestion_is_taken_over_word_for_word(need, scout):
    teaser = actions.write_teaser(need, "de", by=scout, **{**WORDS, "text": "Wir fertigen in Werl und rüsten nach."})
    found = [one for one in check_teaser(teaser) if one.kind == "place"]
    mended = actions.write_teaser(need, "de", by=scout, **with_suggestions(teaser, found))
    assert mended.text == "Wir fertigen im Kreis Soest und rüsten nach."


def test_a_scout_leaves_a_passage_for_a_reason_and_takes_the_blame(need, scout):
    teaser = actions.write_teaser(need, "de", by=scout, **{**WORDS, "text": "Wir suchen etwas für die Presse XK-300."})
    keys = [risk_key(one) for one in check_teaser(teaser) if one.kind == "product"]
    assert keys
    with pytest.raises(Refused, match="warum diese Stelle"):
        actions.accept_risk(teaser, keys[0], by=scout, reason=" ")
    for _click in range(2):
        teaser = actions.accept_risk(teaser, keys[0], by=scout, reason="So heißt die Maschine bei allen.")
    assert [key for key in keys_of(teaser) if key == keys[0]] == []
    entry = Entry.objects.get(verb="teaser.risk_accepted")
    assert (entry.actor_id, entry.aside.text) == (scout.id, "So heißt die Maschine bei allen.")
    with pytest.raises(Refused, match="steht nicht mehr"):
        actions.accept_risk(teaser, "product:Elster", by=scout, reason="egal")


def test_what_names_the_firm_never_stays_in_an_anonymous_teaser(need, scout):
    firm = need.organisation
    firm.industry = "10.71"
    firm.save()
    words = {**WORDS, "title": "Rehmert sucht", "industry": "Herstellung von Backwaren", "region": "Werl"}
    teaser = actions.write_teaser(need, "de", by=scout, **words)
    keys = keys_of(teaser)
    assert {key.partition(":")[0] for key in keys} >= {"name", "small_cell"}
    for key in keys:
        if key.partition(":")[0] in ("name", "small_cell"):
            with pytest.raises(Refused, match="kann sie nicht stehen bleiben"):
                actions.accept_risk(teaser, key, by=scout, reason="Der Betrieb will es so.")


def test_what_was_left_in_an_open_teaser_counts_again_once_the_need_is_anonymous(need, scout):
    need = actions.set_confidentiality(need, by=scout, confidentiality="open")
    teaser = actions.write_teaser(need, "de", by=scout, **{**WORDS, "title": "Rehmert sucht"})
    key = next(key for key in keys_of(teaser) if key.startswith("name:"))
    teaser = actions.accept_risk(teaser, key, by=scout, reason="Der Betrieb wird genannt.")
    assert key not in keys_of(teaser)
    actions.set_confidentiality(need, by=scout, confidentiality="anonymous")
    assert key in keys_of(Teaser.objects.select_related("need__organisation").get(pk=teaser.pk))


def test_a_new_teaser_begins_with_facts_that_five_firms_share(need):
    firm = need.organisation
    firm.industry = "10.71"
    firm.save()
    for _number in range(5):
        OrganisationFactory(industry="23.11")
    facts = plain_teaser(need.organisation, "de")
    assert facts == {"industry": "Verarbeitendes Gewerbe", "region": "Kreis Soest", "size": "50 bis 249 Beschäftigte"}
    assert check_teaser(Teaser(need=need, language="de", **facts)) == []


def test_only_approved_teasers_that_were_ticked_are_public(need, scout):
    a_teaser(need, scout)
    teaser = need.teasers.get()
    actions.change_need(need, by=scout, shown_publicly=True)
    assert list(teasers_open_to_public()) == []
    actions.approve_teaser(teaser, by=member_of(need.organisation), shown_hash=teaser_hash(teaser))
    assert list(teasers_open_to_public()) == [teaser]
    actions.write_teaser(need, "de", by=scout, text="Anders.")
    assert list(teasers_open_to_public()) == []
