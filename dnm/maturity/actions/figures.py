"""Quarterly figures: results enter blocks that are never taken apart or counted anew."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from dnm.engines.privacy.blocks import Group, Waiting, new_blocks

from ..models import Block, Check, Snapshot
from ..queries.figures import group_of, quarter_of
from ..workflow import CheckState, Stage


@transaction.atomic
def take_snapshot(day: date | None = None) -> Snapshot:
    """The figures of this quarter: what was finished before it began. Made once; asked again it stays as it is."""
    day = day or timezone.localdate()
    quarter = quarter_of(day)
    snapshot, is_new = Snapshot.objects.get_or_create(quarter=quarter, defaults={"made_at": timezone.now()})
    if is_new:
        start = timezone.make_aware(datetime(day.year, 3 * ((day.month - 1) // 3) + 1, 1))
        waiting = Check.objects.filter(
            state=CheckState.FINISHED, stage=Stage.T0, counted_in="", organisation__isnull=False, finished_at__lt=start
        )
        checks = list(waiting.select_for_update().order_by("pk"))
        earlier = list(Snapshot.objects.filter(quarter__lt=quarter).values_list("quarter", flat=True))
        for key in sorted({check.questionnaire for check in checks}):
            _publish(snapshot, key, [check for check in checks if check.questionnaire == key], earlier)
    return snapshot


def _publish(snapshot: Snapshot, key: str, checks: list[Check], earlier: list[str]) -> None:
    by_id = {check.pk: check for check in checks}
    standing = Block.objects.filter(questionnaire=key).values_list("row", "column")
    waiting = [Waiting(check.pk, group_of(check), _quarters_in_vain(check, earlier)) for check in checks]
    for block in new_blocks(waiting, [Group(row, column) for row, column in standing]):
        members = [by_id[int(str(pk))] for pk in block.members]
        Block.objects.create(
            snapshot=snapshot, questionnaire=key, row=block.group.row, column=block.group.column, count=len(members),
            sums={topic: sum(check.scores[topic] for check in members) for topic in members[0].scores},
            overall=sum(check.overall or 0 for check in members),
        )  # fmt: skip
        Check.objects.filter(pk__in=[check.pk for check in members]).update(counted_in=snapshot.quarter)


def _quarters_in_vain(check: Check, earlier: list[str]) -> int:
    assert check.finished_at, "chosen for being finished"
    return sum(quarter > quarter_of(timezone.localdate(check.finished_at)) for quarter in earlier)
