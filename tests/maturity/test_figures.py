"""Comparisons: quarterly blocks that nobody can take apart, Germany, heat maps and the export."""

from datetime import UTC, date, datetime

import pytest

from dnm.accounts.workflow import Role
from dnm.engines.privacy.blocks import LEAST
from dnm.engines.scoring import LONG, SHORT
from dnm.maturity import actions, jobs, queries
from dnm.maturity.models import Block, Check, Snapshot
from dnm.maturity.queries.figures import quarter_of
from tests.factories import OrganisationFactory, member_of, office

from .people import guest, taken

pytestmark = pytest.mark.django_db
SUMMER, AUTUMN, WINTER = date(2026, 7, 3), date(2026, 10, 1), date(2027, 1, 4)


def checks(count: int, *, place: int = 0, on: date = date(2026, 5, 20), **facts) -> list[Check]:
    """Finished on that day by companies of one industry and size (mechanical engineering, 80 people)."""
    scout = office()
    made = [taken(OrganisationFactory(**facts), scout, place=place) for _check in range(count)]
    Check.objects.filter(pk__in=[one.pk for one in made]).update(
        finished_at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    )
    return [Check.objects.get(pk=one.pk) for one in made]


def figures() -> list[tuple[str, str, str, int, int]]:
    return [
        (found.level, found.industry, found.size, found.count, found.overall)
        for found in queries.published_means(SHORT)
    ]


@pytest.mark.parametrize(
    ("day", "quarter"), [(date(2026, 1, 1), "2026-1"), (date(2026, 9, 30), "2026-3"), (AUTUMN, "2026-4")]
)
def test_quarters(day, quarter):
    assert quarter_of(day) == quarter


def test_five_companies_are_too_few_and_six_are_shown_with_the_mean_counted_by_hand():
    checks(5, place=0)
    actions.take_snapshot(SUMMER)
    assert figures() == []
    (best,) = checks(1, place=-1)
    actions.take_snapshot(AUTUMN)
    # five times 0 and once 100: 16.67
    assert [row for row in figures() if row[0] == "both"] == [("both", "industry", "medium", 6, 17)]
    found = queries.comparison_for(best)
    assert found
    assert (found.level, found.count, found.topics) == ("both", 6, {"orders": 17, "work": 17, "office": 17})
    assert found.quarter == "2026-4"


def test_the_comparison_falls_back_and_says_to_what():
    checks(LEAST)
    (smith,) = checks(1, industry="25.12", head_count=12)
    (baker,) = checks(1, industry="47.24", head_count=60)
    (carer,) = checks(1, industry="88.10", head_count=12)
    actions.take_snapshot(SUMMER)
    found = [queries.comparison_for(one) for one in (smith, baker, carer)]
    assert [(one.level, one.count) for one in found if one] == [("industry", 6), ("size", 6), ("all", 6)]
    other = Check(questionnaire=LONG, industry="25.12", size_class="small")
    assert queries.comparison_for(other) is None


def test_joining_leaving_and_another_look_change_no_published_figure_within_the_quarter():
    made = checks(LEAST)
    first = actions.take_snapshot(SUMMER)
    before = figures()
    assert before[0] == ("all", "", "", 6, 5)  # all at nought: shown as 5
    checks(LEAST, place=-1, on=date(2026, 7, 2))
    made[0].organisation.delete()
    assert actions.take_snapshot(date(2026, 9, 30)) == first
    assert figures() == before
    assert {one.counted_in for one in Check.objects.filter(pk__in=[one.pk for one in made])} == {"2026-3"}
    actions.take_snapshot(AUTUMN)
    # Whoever left stays part of the sum; the six new ones stand in a block of their own.
    assert [(block.count, block.overall) for block in Block.objects.all()] == [(6, 0), (6, 600)]
    assert figures()[0] == ("all", "", "", 12, 50)


def test_who_stands_in_a_block_is_kept_nowhere():
    assert {field.name for field in Block._meta.get_fields()} == {
        "id", "snapshot", "questionnaire", "row", "column", "count", "sums", "overall",
    }  # fmt: skip


def test_guests_without_a_firm_and_later_stages_and_other_questionnaires_never_mix():
    door, actor = guest()
    actions.finish_check(door.check_done, by=actor)
    scout, made = office(), checks(LEAST)
    later = taken(made[0].organisation, scout)
    Check.objects.exclude(pk__in=[one.pk for one in made]).update(finished_at=datetime(2026, 5, 1, tzinfo=UTC))
    actions.take_snapshot(SUMMER)
    assert (later.stage, [block.count for block in Block.objects.all()]) == ("T1", [6])
    assert queries.published_means(LONG) == []


def test_out_of_patience_a_result_enters_a_coarser_group():
    checks(LEAST)
    actions.take_snapshot(SUMMER)
    assert Block.objects.count() == 1
    checks(3, industry="88.10", on=date(2026, 7, 20))
    checks(3, industry="47.24", on=date(2026, 7, 20))
    days = (AUTUMN, WINTER, date(2027, 4, 1), date(2027, 7, 1), date(2027, 10, 1))
    counts = []
    for day in days:
        actions.take_snapshot(day)
        counts.append(Block.objects.count())
    assert counts == [1, 1, 1, 1, 2]
    assert [(block.row, block.column) for block in Block.objects.all()] == [("industry", "medium"), ("", "medium")]


def test_the_comparison_costs_one_query(django_assert_num_queries):
    made = checks(LEAST)
    actions.take_snapshot(SUMMER)
    with django_assert_num_queries(1):
        queries.comparison_for(made[0])


def test_germany_by_size_class_and_nothing_below_ten_people():
    small = queries.national_comparison("small")
    assert small
    assert (small.year, small.at_least_basic) == (2025, 70.99)
    assert small.shares == {"very_low": 29.01, "low": 37.83, "high": 25.21, "very_high": 7.94}
    assert {size: queries.national_comparison(size) is None for size in ("micro", "", "medium", "large")} == {
        "micro": True, "": True, "medium": False, "large": False,
    }  # fmt: skip
    sums = [sum(queries.national_comparison(size).shares.values()) for size in ("small", "medium", "large", "all")]
    assert [round(total) for total in sums] == [100, 100, 100, 100]


def test_heat_maps_are_exact_and_for_scouts_only():
    checks(1, place=0)
    checks(1, place=-1)
    checks(1, place=-1, industry="47.24", head_count=12, municipality="05974040")
    scout = office()
    assert [(row.key, row.count, row.overall) for row in queries.heat_map(scout, SHORT, by="industry")] == [
        ("industry", 2, 50.0), ("trade", 1, 100.0),
    ]  # fmt: skip
    assert [row.key for row in queries.heat_map(scout, SHORT, by="size")] == ["medium", "small"]
    (first, _second) = queries.heat_map(scout, SHORT, by="municipality")
    assert (first.key, first.topics) == ("05974040", {"orders": 100, "work": 100, "office": 100})
    assert queries.heat_map(office(Role.DIRECTOR), SHORT, by="size") == []
    assert queries.finished_checks_by_municipality() == {"05974040": 1, "05974052": 2}
    assert queries.finished_checks_by_municipality(since=date(2026, 5, 21)) == {}
    assert queries.finished_checks_by_municipality(until=date(2026, 5, 20)) == {"05974040": 1, "05974052": 2}


def test_the_export_has_a_row_per_company_with_all_stages(django_assert_num_queries):
    (first,) = checks(1, place=0)
    scout = office()
    taken(first.organisation, scout)
    Check.objects.filter(stage="T1").update(finished_at=datetime(2026, 11, 2, 9, tzinfo=UTC))
    (row,) = queries.export_rows(scout)
    assert (row.customer, row.size_class, row.industry, row.municipality) == (
        first.organisation_id, "medium", "22.26", "05974052",
    )  # fmt: skip
    assert row.scores["T0"] == {"orders": 0, "work": 0, "office": 0, "overall": 0}
    assert row.scores["T1"]["overall"] == 100
    assert row.dates == {"T0": date(2026, 5, 20), "T1": date(2026, 11, 2)}
    assert [queries.export_rows(one) for one in (office(Role.ADMIN), member_of(first.organisation))] == [[], []]
    for count in (1, 3):
        checks(count)
        with django_assert_num_queries(1):
            queries.export_rows(scout)


def test_the_job_makes_the_quarter_once():
    jobs.keep_house(None)
    jobs.keep_house(None)
    jobs.run_clock(None)
    snapshot = queries.last_snapshot()
    assert snapshot
    assert Snapshot.objects.count() == 1
