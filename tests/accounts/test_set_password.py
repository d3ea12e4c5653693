import pytest

from dnm.accounts.actions import Refused, set_password
from dnm.accounts.rules import SYSTEM
from dnm.accounts.workflow import Role
from tests.factories import UserFactory, office

pytestmark = pytest.mark.django_db


def test_a_password_that_was_prepared_works_and_replaces_the_one_before():
    user = UserFactory()
    set_password(user, "Hellweg-Lippe-1234", by=SYSTEM)
    set_password(user, "Moehne-Lippe-1234", by=office(Role.ADMIN))
    user.refresh_from_db()
    assert [user.check_password(one) for one in ("Hellweg-Lippe-1234", "Moehne-Lippe-1234")] == [False, True]


def test_a_scout_sets_nobody_elses_password():
    with pytest.raises(Refused, match="Kennwörter"):
        set_password(UserFactory(), "Hellweg-Lippe-1234", by=office(Role.SCOUT))
