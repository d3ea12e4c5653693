"""The office board: every open case, new need and waiting start-up as one list. Pages and counts come from SQL.

Whatever the number of cases, one query counts, one picks the page and one per kind of row reads it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from dnm.accounts.rules import Actor, is_scout
from dnm.directory.emails import DAYS_TO_CHECK
from dnm.directory.models import Organisation
from dnm.directory.queries import startups_awaiting_confirmation
from dnm.matching.models import Need
from dnm.matching.workflow import NeedState

from ..models import Introduction, Meeting, PhoneTask, Question
from ..workflow import AFTER_INTRODUCTION, BEFORE_INTRODUCTION, State

NEVER = date(9999, 12, 31)
"""Where nothing falls due: behind everything else, and still one kind of value to sort by."""

OFFICE = "scout"
TURNS = {"office": (OFFICE,), "company": ("company", "company startup"), "startup": ("startup", "company startup")}
ORDER = [*BEFORE_INTRODUCTION, *AFTER_INTRODUCTION, State.PAUSED]
NEED_RANK, STARTUP_RANK, FIRST_STATE_RANK, ENDED_RANK = 0, 1, 2, 99


class DaysLater(Func):
    """A day some days after another one; computed by the database."""

    output_field = DateField()

    def __init__(self, day: Any, days: int = 0, **extra: Any) -> None:
        super().__init__(day, days=days, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '+%(days)s days')", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s + %(days)s)", **extra)


@dataclass(frozen=True)
class Board:
    """What a page asks for. ``owners`` empty: everybody's. ``turn``: a key of TURNS, "nobody", or empty for all."""

    owners: tuple[int, ...] = ()
    turn: str = ""
    by_step: bool = False


@dataclass
class Counts:
    """How many rows wait, by owner (None: nobody in charge yet), whose turn it is and when it is due."""

    owners: Counter[int | None] = field(default_factory=Counter)
    turns: Counter[str] = field(default_factory=Counter)
    when: Counter[str] = field(default_factory=Counter)
    steps: Counter[int] = field(default_factory=Counter)
    names: dict[int, str] = field(default_factory=dict)
    total: int = 0

    @property
    def everybody(self) -> int:
        return sum(self.owners.values())


def open_cases() -> QuerySet[Any]:
    """Every case somebody works on, with ``calling``, ``asking``, ``turn`` and ``due`` (a planned call counts too)."""
    calls = PhoneTask.objects.filter(introduction=OuterRef("pk"), done_at=None)
    questions = Question.objects.filter(introduction=OuterRef("pk"), answered_at=None)
    working = Q(state__in=ORDER) & ~Q(state=State.COOPERATION, due_on=None)
    # A contested step of an ended case is a call as well.
    called = Q(pk__in=PhoneTask.objects.filter(done_at=None).values("introduction"))
    call_day = Subquery(calls.order_by().values("introduction").annotate(day=Min("due_on")).values("day"))
    cases = Introduction.objects.filter(working | called)
    return cases.annotate(calling=Exists(calls), asking=Exists(questions), call_day=call_day).annotate(
        turn=Case(When(Q(calling=True) | Q(asking=True), then=Value(OFFICE)), default=F("waiting_for")),
        due=_earlier_of("due_on", "call_day"),
        step=Case(
            *(When(state=state, then=Value(rank)) for rank, state in enumerate(ORDER, FIRST_STATE_RANK)),
            default=Value(ENDED_RANK),
        ),
    )


def _earlier_of(one: str, other: str) -> Case:
    return Case(
        When(**{f"{one}__lt": F(other)}, then=F(one)),
        default=Coalesce(F(other), F(one), Value(NEVER), output_field=DateField()),
        output_field=DateField(),
    )


@dataclass(frozen=True)
class Source:
    """One kind of row: what there is of it, and the column that names who is in charge."""

    kind: str
    rows: QuerySet[Any]
    owner: str


def _sources(actor: Actor) -> list[Source]:
    if not is_scout(actor):
        return []
    office = Value(OFFICE, output_field=CharField())
    needs = Need.objects.filter(state=NeedState.SUBMITTED).annotate(
        turn=office, due=Coalesce(F("answer_by"), Value(NEVER)), step=_number(NEED_RANK)
    )
    startups = startups_awaiting_confirmation().annotate(
        turn=office, due=DaysLater(TruncDate("created_at"), days=DAYS_TO_CHECK), step=_number(STARTUP_RANK)
    )
    return [
        Source("case", open_cases(), "owner"),
        Source("need", needs, "scout"),
        Source("startup", startups, "scout"),
    ]


def _number(number: int) -> Value:
    return Value(number, output_field=IntegerField())


def board_counts(actor: Actor, board: Board, today: date) -> Counts:
    """All the figures of the filters from one query; a few dozen groups, however many rows."""
    groups = [_groups(source, today) for source in _sources(actor)]
    counts = Counts()
    for owner, first, last, turn, step, *when in groups[0].union(*groups[1:], all=True) if groups else []:
        number = sum(when)
        counts.owners[owner] += number
        if owner is not None:
            counts.names[owner] = f"{first} {last}".strip()
        if board.owners and owner is not None and owner not in board.owners:
            continue
        for key in turns_of(turn):
            counts.turns[key] += number
        counts.turns["all"] += number
        if board.turn and board.turn not in turns_of(turn):
            continue
        counts.total += number
        counts.steps[step] += number
        for key, part in zip(WHEN, when, strict=True):
            counts.when[key] += part
    return counts


WHEN = ("late", "today", "week", "later")


def _groups(source: Source, today: date) -> QuerySet[Any]:
    owner, sunday = source.owner, today + timedelta(days=6 - today.weekday())
    return (
        source.rows.order_by()
        .values_list(owner, f"{owner}__first_name", f"{owner}__last_name", "turn", "step")
        .annotate(
            late=Count("pk", filter=Q(due__lt=today)),
            today=Count("pk", filter=Q(due=today)),
            week=Count("pk", filter=Q(due__gt=today, due__lte=sunday)),
            later=Count("pk", filter=Q(due__gt=max(sunday, today))),
        )
    )


def turns_of(turn: str) -> list[str]:
    """Under which filters a row stands: a case that waits for both sides stands under both."""
    return [key for key, values in TURNS.items() if turn in values] or ["nobody"]


def board_rows(actor: Actor, board: Board, start: int, stop: int) -> list[Any]:
    """The rows of one page in their order; each has ``row_kind``, ``turn``, ``due``, ``step`` and what it shows."""
    picked = [_chosen(source, board) for source in _sources(actor)]
    if not picked:
        return []
    order = ("step", "due", "row_kind", "key") if board.by_step else ("due", "step", "row_kind", "key")
    page = list(picked[0].union(*picked[1:], all=True).order_by(*order)[start:stop])
    read = {"case": _read_cases, "need": _read_needs, "startup": _read_startups}
    found: dict[tuple[str, int], Any] = {}
    for kind, reader in read.items():
        ids = [pk for row_kind, pk, _due, _step in page if row_kind == kind]
        found |= {(kind, row.pk): row for row in reader(ids)}
    rows = []
    for kind, pk, due, step in page:
        if row := found.get((kind, pk)):
            row.row_kind, row.due, row.step = kind, None if due == NEVER else due, step
            rows.append(row)
    return rows


def _chosen(source: Source, board: Board) -> QuerySet[Any]:
    rows = source.rows.order_by().annotate(row_kind=Value(source.kind, output_field=CharField()), key=F("pk"))
    if board.owners:
        # What nobody is in charge of yet concerns everybody.
        rows = rows.filter(Q(**{f"{source.owner}__in": board.owners}) | Q(**{f"{source.owner}__isnull": True}))
    if board.turn == "nobody":
        rows = rows.exclude(turn__in=[value for values in TURNS.values() for value in values])
    elif board.turn:
        rows = rows.filter(turn__in=TURNS[board.turn])
    return rows.values_list("row_kind", "key", "due", "step")


def _read_cases(ids: list[int]) -> Iterable[Introduction]:
    planned = Meeting.objects.filter(introduction=OuterRef("pk"), state=Meeting.State.PLANNED)
    calls = PhoneTask.objects.filter(introduction=OuterRef("pk"), done_at=None).order_by("due_on", "pk")
    cases = open_cases().filter(pk__in=ids).select_related("company", "startup", "owner", "hub", "pilot")
    return cases.annotate(
        meets_at=Subquery(planned.values("starts")[:1]),
        meets_where=Subquery(planned.values("place")[:1]),
        call_reason=Subquery(calls.values("reason")[:1]),
    )


def _read_needs(ids: list[int]) -> Iterable[Need]:
    needs = Need.objects.filter(pk__in=ids).select_related("organisation", "scout")
    return needs.annotate(turn=Value(OFFICE))


def _read_startups(ids: list[int]) -> Iterable[Organisation]:
    startups = Organisation.objects.filter(pk__in=ids).select_related("scout", "startup__vouched_by")
    return startups.annotate(turn=Value(OFFICE))


def next_meeting_of(owners: Sequence[int], now: datetime) -> Meeting | None:
    """The next conversation one of these people moderates."""
    planned = Meeting.objects.filter(state=Meeting.State.PLANNED, ends__gte=now, moderator__in=owners)
    return planned.select_related("introduction__company", "introduction__startup").order_by("starts", "pk").first()
