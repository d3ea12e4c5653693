"""The words of the directory as one text: whose they are, and that a change is seen at once."""

import pytest
from django.utils import timezone

from dnm.directory.models import Organisation
from dnm.directory.queries import matching_text
from dnm.directory.queries.words import Among, words_of
from tests.factories import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return list(matching_text(Organisation.objects.order_by("pk"), text, people=True).values_list("name", flat=True))


def test_every_holder_of_a_word_is_found_in_search_form():
    text = '{"7":"muller bau Werl","12":"rathaus Bad Sassendorf","345":"haus Müller","7":"Aue Große-Wächter \\"x"}'
    assert {word: sorted(keys) for word, keys in words_of(text).items()} == {
        "muller": [7, 345], "bau": [7], "werl": [7], "rathaus": [12], "bad": [12], "sassendorf": [12], "haus": [345],
        "au": [7], "grosse": [7], "wachter": [7], "x": [7],
    }  # fmt: skip


def test_a_text_is_taken_apart_once():
    assert words_of('{"1":"muller"}') is words_of('{"1":"muller"}')
    assert words_of('{"1":"muller"}') != words_of('{"2":"muller"}')
    assert words_of(None) == {}


def test_a_new_name_is_found_with_a_typing_error_at_once():
    firm = OrganisationFactory(name="Brunnenbau Ilgner")
    assert found("Ilgnre") == ["Brunnenbau Ilgner"]
    firm.name = "Brunnenbau Kalthoff"
    firm.save()
    assert (found("Ilgnre"), found("Kalthofff")) == ([], ["Brunnenbau Kalthoff"])


def test_who_left_is_found_neither_rightly_nor_wrongly_typed():
    firm = OrganisationFactory(name="Brunnenbau Ilgner", place="Bad Sassendorf")
    contact = ContactFactory(organisation=firm, first_name="Jürgen", last_name="Große-Wächter")
    assert [found(typed) for typed in ("Wachtter", "Jurgenn", "Sassendrof")] == [[firm.name]] * 3
    contact.left_on = timezone.localdate()
    contact.save()
    assert found("Wachtter") == []


def test_thousands_of_keys_are_handed_over_as_one_value():
    firms = [OrganisationFactory() for _number in range(3)]
    wanted = [firms[0].pk, firms[2].pk, *range(10_000_000, 10_040_000)]
    among = Organisation.objects.filter(Among("pk", wanted)).order_by("pk")
    assert list(among) == [firms[0], firms[2]]


def test_nothing_resembles_a_word_in_an_empty_directory():
    assert found("Müller") == []
