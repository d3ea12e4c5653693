"""Both sides click at the same moment, each of them twice. The control shows that the naive way fails."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.utils import timezone

from dnm.introductions import actions
from dnm.introductions.models import Introduction, Release
from dnm.introductions.rules import text_hash
from dnm.introductions.workflow import Party, State
from dnm.mail.models import Letter
from tests.stories import FIELDS, Story, story

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = [Party.COMPANY, Party.COMPANY, Party.STARTUP, Party.STARTUP]


def at_once(acts: list[Callable[[], None]]) -> list[Exception]:
    """Run the acts in threads that start together; returns what they raised."""
    start = threading.Barrier(len(acts))
    raised: list[Exception] = []

    def run(act: Callable[[], None]) -> None:
        try:
            start.wait()
            act()
        except Exception as error:  # the test looks at them
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def letters() -> int:
    return Letter.objects.filter(kind="introductions/introduced").count()


def double_click(told: Story) -> None:
    acknowledged: list[Party] = []

    def click(side: Party) -> None:
        told.release(side)
        acknowledged.append(side)

    raised = at_once([lambda side=side: click(side) for side in CLICKS])  # type: ignore[misc]

    assert raised == []
    assert sorted(acknowledged) == sorted(CLICKS)
    assert told.fresh().state == State.INTRODUCED
    assert Release.objects.filter(introduction=told.case).count() == 2


@pytest.mark.parametrize("_pair", range(6))
def test_two_double_clicks_make_one_introduction_and_one_letter_per_party(_pair):
    told = story(State.RELEASE_PENDING)
    double_click(told)
    assert letters() == 2


@pytest.mark.soak
def test_five_hundred_pairs():
    for pair in range(500):
        double_click(story(State.RELEASE_PENDING))
        assert letters() == 2 * (pair + 1)


def naive_release(told: Story, side: Party, together: threading.Barrier) -> None:
    """What one would write first: store my consent, look whether the other is there, introduce. Each step together."""
    Release.objects.create(
        introduction=told.case, side=side, fields=FIELDS, text="x", text_hash=text_hash("x"), language="de",
        given_label="accounts.user", given_name="", source="page", given_at=timezone.now(),
    )  # fmt: skip
    together.wait()
    releases = {release.side: release for release in Release.objects.filter(introduction=told.case)}
    together.wait()
    if len(releases) == 2:
        Introduction.objects.filter(pk=told.case.pk).update(
            state=State.INTRODUCED, company_release=releases["company"], startup_release=releases["startup"]
        )
        Letter.objects.create(
            message_id=f"<{side}@naive>", kind="introductions/introduced", to_address=f"{side}@dnm.example",
            from_name="", subject="", body="", queued_at=timezone.now(), not_before=timezone.now(),
        )  # fmt: skip
        Letter.objects.create(
            message_id=f"<{side}-other@naive>", kind="introductions/introduced", to_address="other@dnm.example",
            from_name="", subject="", body="", queued_at=timezone.now(), not_before=timezone.now(),
        )  # fmt: skip


def test_control_the_naive_way_writes_every_letter_twice():
    told = story(State.RELEASE_PENDING)
    barrier = threading.Barrier(2)
    raised = at_once([lambda side=side: naive_release(told, side, barrier) for side in (Party.COMPANY, Party.STARTUP)])
    assert raised == []
    assert letters() == 4


def test_control_the_naive_way_in_transactions_never_introduces():
    if connection.vendor == "sqlite":
        return  # one writer at a time: the second transaction cannot begin before the first ends
    told = story(State.RELEASE_PENDING)
    barrier = threading.Barrier(2)

    def release(side: Party) -> None:
        with transaction.atomic():
            naive_release(told, side, barrier)

    raised = at_once([lambda side=side: release(side) for side in (Party.COMPANY, Party.STARTUP)])
    assert raised == []
    assert told.fresh().state == State.RELEASE_PENDING
    assert letters() == 0


def test_the_same_step_clicked_by_two_colleagues_is_taken_once():
    told = story(State.STARTUP_ASKED)
    answers = {"fit": "ja", "needs": "nichts", "start": "sofort"}
    raised = at_once([lambda: actions.startup_says_yes(told.fresh(), by=told.startup, answers=answers)] * 4)
    assert raised == []
    assert told.case.steps.filter(name="startup_yes").count() == 1
    # Only the company: the start-up goes on to the release on the page it is at.
    assert Letter.objects.filter(kind="introductions/ask_for_release").count() == 1


def test_a_withdrawal_and_the_second_release_at_once_leave_a_true_state():
    told = story(State.RELEASE_PENDING)
    told.release(Party.STARTUP)
    raised = at_once(
        [
            lambda: told.release(Party.COMPANY),
            lambda: actions.withdraw_release(told.fresh(), Party.STARTUP, by=told.startup),
        ]
    )
    assert raised == []
    case = told.fresh()
    shown = case.disclosures.filter(hidden_at=None, side="startup").count()
    assert shown == 0
    assert (case.state, letters()) in [(State.INTRODUCED, 2), (State.RELEASE_PENDING, 0)]
