import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.introductions import actions
from dnm.introductions.actions.opening import shortlist_proposed
from tests.stories import a_company, a_scout, a_startup

pytestmark = pytest.mark.django_db


def test_a_case_of_two_who_know_each_other_belongs_on_no_shortlist():
    scout, today = a_scout(), timezone.localdate()
    spoken = actions.Spoken("phone", "Katrin Rehmert", today)
    case = actions.open_known(
        a_company(), a_startup(), title="Messebekanntschaft", where="Messe", on=today, by=scout, spoken=spoken
    )
    with pytest.raises(Refused, match="gehört zu keinem Bedarf"):
        shortlist_proposed(case, "Passt gut.", by=scout)
