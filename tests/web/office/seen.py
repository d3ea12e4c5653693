"""Acts of the office on the page of a case."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from tests.stories import Story
from tests.web.reading import hidden_fields, signed_in

SPOKEN = {
    "source": "phone",
    "said_by": "Frau Rehmert",
    "said_on": f"{timezone.localdate():%d.%m.%Y}",
    "said_where": "Büro",
}


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d.%m.%Y}"


def page_of(told: Story) -> str:
    return f"/buero/vermittlungen/{told.case.pk}/"


def do(told: Story, act: str, row: int | None = None, *, client: Client | None = None, **values: object):
    """Send the form of an act; where a check page comes, confirm it. Returns the last answer."""
    client = client or signed_in(told.scout)
    address = f"{page_of(told)}{act}/" + (f"{row}/" if row else "")
    answer = client.post(address, values)
    if b"geprueft" in answer.content:
        answer = client.post(address, hidden_fields(answer) | {"geprueft": "ja"})
    return answer
