"""Who carries the centre, with which share, since when."""

from datetime import date
from decimal import Decimal

import pytest

from dnm.accounts.actions import Refused
from dnm.accounts.rules import SYSTEM
from dnm.accounts.workflow import Role
from dnm.carriers.actions import enter_share
from dnm.carriers.queries import shares_on
from tests.factories import OrganisationFactory, office

pytestmark = pytest.mark.django_db


def carrier(name: str):
    return OrganisationFactory(kind="carrier", name=name)


def shown(day: date) -> list[tuple[str, Decimal]]:
    return [(share.carrier.name, share.percent) for share in shares_on(day)]


def test_a_newer_share_counts_from_its_day_on_and_the_older_one_stays():
    district, town = carrier("Kreis Soest"), carrier("Stadt Lippstadt")
    enter_share(district, Decimal("60"), since=date(2018, 1, 1), by=SYSTEM)
    enter_share(town, Decimal("25"), since=date(2018, 1, 1), by=office(Role.LEAD))
    enter_share(district, Decimal("34.375"), since=date(2018, 7, 1), by=SYSTEM)

    assert shown(date(2017, 12, 31)) == []
    assert shown(date(2018, 6, 30)) == [("Kreis Soest", Decimal("60.000")), ("Stadt Lippstadt", Decimal("25.000"))]
    assert shown(date(2018, 7, 1)) == [("Kreis Soest", Decimal("34.375")), ("Stadt Lippstadt", Decimal("25.000"))]
    assert str(shares_on(date(2018, 7, 1))[0]) == "Kreis Soest: 34.375 %"


@pytest.mark.parametrize(
    ("kind", "percent", "role", "words"),
    [
        ("carrier", "10", Role.SCOUT, "Projektleitung"),
        ("company", "10", Role.LEAD, "Nur Träger"),
        ("carrier", "50.001", Role.LEAD, "mehr als 100 Prozent"),
        ("carrier", "0", Role.LEAD, "mehr als 100 Prozent"),
    ],
)
def test_a_share_that_cannot_be_is_refused_in_words(kind, percent, role, words):
    enter_share(carrier("Kreis Soest"), Decimal("50"), since=date(2018, 1, 1), by=SYSTEM)
    other = OrganisationFactory(kind=kind, name="Andere")
    with pytest.raises(Refused, match=words):
        enter_share(other, Decimal(percent), since=date(2018, 1, 1), by=office(role))
    assert len(shown(date(2018, 1, 1))) == 1
