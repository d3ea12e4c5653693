"""The journal in words: nothing that happens in a case is only called "Vorgang"."""

import pytest

from dnm.introductions.workflow import STEPS
from dnm.journal.models import Entry
from dnm.web.history import STEP_WORDS, in_words


def test_every_step_of_an_introduction_has_words():
    assert set(STEPS) - set(STEP_WORDS) == set()


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("introduction.shortlist", "Vermittlung: auf die Shortlist gesetzt"),
        ("introduction.suggested", "Startup vorgeschlagen"),
        ("membership.started", "Zugang eingerichtet"),
        ("release.unheard_of", "Freigabe"),
        ("something.else", "Vorgang"),
    ],
)
def test_an_entry_says_what_happened_or_at_least_what_it_is_about(verb, words):
    assert in_words(Entry(verb=verb)) == words
