"""Numbers under many hands, on both databases."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from dnm.matching.actions import next_number, save_draft, store_matches
from dnm.matching.actions.ranking import Ranked
from dnm.matching.models import Match, Need, NumberRange
from tests.factories import OfferFactory, member_of
from tests.stories import a_company, a_need, a_scout

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act, times: int = 8) -> list[Exception]:
    start, raised = threading.Barrier(times), []

    def run() -> None:
        try:
            start.wait()
            act()
        except Exception as error:  # the test looks at them
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_eight_needs_sent_at_once_get_eight_numbers_without_gaps():
    taken: list[str] = []

    def take() -> None:
        with transaction.atomic():
            taken.append(next_number("B"))

    assert at_once(take) == []
    year = timezone.localdate().year
    assert sorted(taken) == [f"B-{year}-{number:03d}" for number in range(1, 9)]
    assert NumberRange.objects.count() == 1


def test_control_counting_what_is_there_gives_the_same_number_twice():
    """What one would write first: read the last one, wait for nothing, add one."""
    NumberRange.objects.create(prefix="B", year=2026, last=0)
    taken: list[int] = []
    both_read = threading.Barrier(2)

    def naive() -> None:
        row = NumberRange.objects.get(prefix="B", year=2026)
        both_read.wait()
        row.last += 1
        row.save()
        taken.append(row.last)

    assert at_once(naive, 2) == []
    assert taken == [1, 1]


def test_a_double_click_at_the_same_moment_makes_one_draft():
    firm = a_company()
    katrin = member_of(firm)
    assert at_once(lambda: save_draft(firm, by=katrin, form_token="t1", problem="Ausschuss"), 4) == []
    assert Need.objects.count() == 1


def test_two_workers_that_rank_the_same_need_leave_one_ranking():
    need = a_need(a_scout())
    lines = [Ranked(OfferFactory().pk, 40 - number, False, []) for number in range(5)]
    assert at_once(lambda: store_matches(need, lines, engine_version="1"), 4) == []
    assert list(Match.objects.order_by("rank").values_list("rank", flat=True)) == [1, 2, 3, 4, 5]
