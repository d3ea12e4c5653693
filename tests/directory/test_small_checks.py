import pytest

from dnm.directory.actions import Invalid, change_organisation, set_channel
from dnm.directory.models import Channel
from tests.factories import ContactFactory, OrganisationFactory, office

pytestmark = pytest.mark.django_db


def test_another_industry_carries_the_version_of_its_list_and_an_empty_website_is_none():
    firm = OrganisationFactory(industry="22.26", website="https://alt.example")
    changed = change_organisation(firm, by=office(), industry="10.71", website="")
    assert (changed.industry, changed.industry_version, changed.website) == ("10.71", "WZ 2025", "")


def test_nobody_is_called_whose_number_we_do_not_know():
    contact = ContactFactory(phone="")
    with pytest.raises(Invalid):
        set_channel(contact, Channel.Permission.PHONE, source="Gespräch", since=None, by=office())
    assert contact.channels.count() == 0
