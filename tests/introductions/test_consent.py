"""Two releases, one introduction: by which way and in which order they may come."""

import pytest

from dnm.introductions import actions
from dnm.introductions.models import Disclosure, Introduction, Release
from dnm.introductions.workflow import Party, State
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from tests.stories import story

pytestmark = pytest.mark.django_db


def introduction_letters() -> list[str]:
    return list(
        Letter.objects.filter(kind="introductions/introduced")
        .order_by("to_address")
        .values_list("to_address", flat=True)
    )


def test_the_second_release_introduces_both_with_one_letter_each():
    told = story(State.RELEASE_PENDING)
    assert told.release(Party.STARTUP).state == State.RELEASE_PENDING
    assert told.fresh().waits_for == [Party.COMPANY]

    case = told.release(Party.COMPANY, ["organisation", "phone"])

    assert case.state == State.INTRODUCED
    assert introduction_letters() == sorted([case.company_contact.email, case.startup_contact.email])
    released = (
        Disclosure.objects.filter(introduction=case).order_by("side", "field").values_list("side", "field", "value")
    )
    assert list(released) == [
        ("company", "organisation", "Kunststofftechnik Rehmert GmbH, Werl"),
        ("company", "phone", "02922 555-0140"),
        ("startup", "email", "gussauge@startup.example"),
        ("startup", "organisation", "Gussauge, Köln"),
        ("startup", "person", "Leyla Aksoy, Gründerin"),
        ("startup", "phone", "0221 555-0199"),
    ]


def test_a_double_click_releases_and_introduces_once():
    told = story(State.RELEASE_PENDING)
    for _click in range(2):
        told.release(Party.STARTUP)
    for _click in range(2):
        told.release(Party.COMPANY)
    assert Release.objects.count() == 2
    assert len(introduction_letters()) == 2


def test_a_release_needs_the_name_and_a_way_to_answer():
    told = story(State.RELEASE_PENDING)
    for fields, words in [
        ([], "Kreuzen Sie mindestens eine Angabe an"),
        (["phone"], "Ohne den Namen"),
        (["organisation"], "E-Mail-Adresse oder Telefon"),
        (["organisation", "shoe_size"], "kennen wir nicht"),
    ]:
        with pytest.raises(actions.StepRefused, match=words):
            told.release(Party.COMPANY, fields)
    assert Release.objects.count() == 0


def test_a_changed_text_has_to_be_read_again():
    told = story(State.RELEASE_PENDING)
    shown = actions.offered_hash(told.case, Party.COMPANY, "de")
    contact = told.case.company_contact
    contact.phone = "02922 555-0199"
    contact.save()
    with pytest.raises(actions.StepRefused, match="Text hat sich inzwischen geändert"):
        actions.give_release(
            told.case,
            Party.COMPANY,
            ["organisation", "phone"],
            by=told.company,
            shown_hash=shown,
            language="de",
        )


def test_a_release_overtaken_by_an_edit_is_void_and_asked_for_again():
    told = story(State.RELEASE_PENDING)
    told.release(Party.COMPANY)
    contact = told.case.company_contact
    contact.phone = "02922 555-0199"
    contact.save()

    case = told.release(Party.STARTUP)

    assert case.state == State.RELEASE_PENDING
    assert told.fresh().waits_for == [Party.COMPANY]
    assert Release.objects.get(side="company").voided_at is not None
    assert told.release(Party.COMPANY).state == State.INTRODUCED


def test_only_the_owner_or_a_deputy_releases():
    told = story(State.RELEASE_PENDING)
    colleague = told.company.__class__(
        told.company.label,
        told.company.id,
        "Kollege",
        told.company.role,
        told.company.organisation_id,
        may_release=False,
    )
    shown = actions.offered_hash(told.case, Party.COMPANY, "de")
    with pytest.raises(actions.StepRefused, match="Freigeben darf nur"):
        actions.give_release(
            told.case, Party.COMPANY, ["organisation", "email"], by=colleague, shown_hash=shown, language="de"
        )


def test_the_other_side_cannot_release_for_us():
    told = story(State.RELEASE_PENDING)
    shown = actions.offered_hash(told.case, Party.COMPANY, "de")
    with pytest.raises(actions.StepRefused):
        actions.give_release(
            told.case,
            Party.COMPANY,
            ["organisation", "email"],
            by=told.startup,
            shown_hash=shown,
            language="de",
        )


def test_a_withdrawal_before_the_introduction_stops_it():
    told = story(State.RELEASE_PENDING)
    told.release(Party.STARTUP)
    actions.withdraw_release(told.fresh(), Party.STARTUP, by=told.startup)

    assert told.release(Party.COMPANY).state == State.RELEASE_PENDING
    assert told.fresh().waits_for == [Party.STARTUP]
    assert introduction_letters() == []


def test_a_withdrawal_afterwards_hides_the_fields_and_tells_the_other_side():
    told = story(State.INTRODUCED)
    actions.withdraw_release(told.fresh(), Party.COMPANY, by=told.company)

    hidden = Disclosure.objects.filter(hidden_at__isnull=False).values_list("side", flat=True)
    assert set(hidden) == {"company"}
    letter = Letter.objects.get(kind="introductions/release_withdrawn")
    assert letter.to_address == told.case.startup_contact.email
    assert told.fresh().state == State.INTRODUCED


def test_the_database_itself_refuses_an_introduction_without_releases():
    from django.db import IntegrityError, transaction  # noqa: PLC0415 - only this test goes past the actions

    told = story(State.RELEASE_PENDING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Introduction.objects.filter(pk=told.case.pk).update(state=State.INTRODUCED)


def test_every_release_and_disclosure_is_bound_into_the_journal():
    told = story(State.INTRODUCED)
    sealed: set[str] = set()
    for entry in Entry.objects.all():
        sealed |= set(entry.details.get("seals", {}))
    rows = [*Release.objects.all(), *Disclosure.objects.all()]
    assert sealed == {f"{row._meta.label_lower}:{row.pk}" for row in rows}
    assert told.fresh().state == State.INTRODUCED
