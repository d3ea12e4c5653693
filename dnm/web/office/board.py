"""Heute: who waits for whom. One list of cases, new needs and waiting start-ups; filters live in the address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dnm.accounts.queries import represented_by
from dnm.accounts.rules import is_scout
from dnm.evidence.indicators import year_of
from dnm.introductions.models.cases import STATE_LABELS
from dnm.introductions.queries.board import (
    FIRST_STATE_RANK,
    NEED_RANK,
    ORDER,
    STARTUP_RANK,
    WHEN,
    Board,
    Counts,
    board_counts,
    board_rows,
    next_meeting_of,
)
from dnm.web.pages import Choice, Countless
from dnm.web.requests import SignedInRequest, number_in
from dnm.web.templatetags.dnm import clock, day, inside_sentence

from .figures import funnel_of
from .wording import NextAct, Waiting, next_act_of, office, waiting_of

ROWS = 50
EVERYBODY = "alle"
TURNS = {"": "alle", "office": "buero", "company": "unternehmen", "startup": "startup", "nobody": "niemand"}
VIEWS = ("", "schritt", "tafel")


@dataclass(frozen=True)
class Line:
    """One row: what it is about, who waits, what to do next and where."""

    row: Any
    waiting: Waiting
    act: NextAct
    url: str
    detail: str


@dataclass(frozen=True)
class Group:
    key: str
    label: str
    count: int
    lines: list[Line]


def board(request: SignedInRequest) -> HttpResponse:
    if not is_scout(request.actor):
        return redirect("office:figures")
    today = timezone.localdate()
    mine = represented_by(request.user, today)
    view = request.GET.get("ansicht", "")
    asked = _asked(request, mine, view)
    counts = board_counts(request.actor, asked, today)
    pages = Countless(_Rows(request, asked), ROWS, counts.total)
    page = pages.get_page(request.GET.get("seite"))
    lines = [_line(row) for row in page]
    context = {
        "page": page,
        "groups": _by_step(lines, counts) if asked.by_step else _by_day(lines, counts, today),
        "counts": counts,
        "heading": heading_of(counts),
        "waits_for_me": _waits_for_me(counts),
        "owners": _owner_choices(request, counts, mine),
        "turns": _turn_choices(counts, asked.turn),
        "views": _view_choices(view),
        "as_table": view == "tafel",
        "filtered": bool(asked.turn) or "zustaendig" in request.GET,
        "meeting": next_meeting_of(mine, timezone.now()),
        "today": today,
        "funnel": funnel_of(year_of(today)),
    }
    return render(request, "office/board.html", context)


class _Rows:
    """What the paginator cuts its page from; the rows come from the database page by page."""

    def __init__(self, request: SignedInRequest, asked: Board) -> None:
        self.request, self.asked = request, asked

    def __getitem__(self, part: slice) -> list[Any]:
        return board_rows(self.request.actor, self.asked, part.start, part.stop)


def _asked(request: SignedInRequest, mine: Sequence[int], view: str) -> Board:
    chosen = request.GET.get("zustaendig", "")
    owners = tuple(mine) if chosen == "" else (number_in(chosen),) if number_in(chosen) else ()
    turn = next((key for key, word in TURNS.items() if key and word == request.GET.get("amzug")), "")
    return Board(owners, turn, by_step=view in VIEWS[1:])


# --- Words ---


def number_in_words(number: int) -> str:
    """zwei … zwölf, as sentences write them; larger numbers in figures."""
    words = [
        _("zwei"),
        _("drei"),
        _("vier"),
        _("fünf"),
        _("sechs"),
        _("sieben"),
        _("acht"),
        _("neun"),
        _("zehn"),
        _("elf"),
        _("zwölf"),
    ]
    return words[number - 2] if 2 <= number <= 12 else str(number)


def heading_of(counts: Counts) -> str:
    """What today is about, as a sentence."""
    late, due = counts.when["late"], counts.when["today"]
    words = {"late": number_in_words(late), "today": number_in_words(due)}
    if late and due:
        start = ngettext("Ein Vorgang ist überfällig", "%(late)s Vorgänge sind überfällig", late) % words
        return _capital(start + ngettext(", einer heute fällig", ", %(today)s heute fällig", due) % words)
    if late:
        return _capital(ngettext("Ein Vorgang ist überfällig", "%(late)s Vorgänge sind überfällig", late) % words)
    if due:
        return _capital(ngettext("Ein Vorgang ist heute fällig", "%(today)s Vorgänge sind heute fällig", due) % words)
    return _("Nichts ist überfällig, heute ist nichts fällig") if counts.total else _("Nichts zu tun")


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _waits_for_me(counts: Counts) -> str:
    number = counts.turns["office"]
    if not number:
        return _("Gerade wartet niemand auf Sie.")
    words = {"count": number_in_words(number)}
    return (
        ngettext("Bei einem Vorgang wartet jemand auf Sie.", "Bei %(count)s Vorgängen wartet jemand auf Sie.", number)
        % words
    )


# --- Filters ---


def _owner_choices(request: SignedInRequest, counts: Counts, mine: Sequence[int]) -> list[Choice]:
    chosen = request.GET.get("zustaendig", "")
    own = request.user.full_name if len(mine) == 1 else _("%(name)s und Vertretung") % {"name": request.user.full_name}
    unowned = counts.owners[None]
    rest = sorted((name, pk) for pk, name in counts.names.items() if pk != request.user.pk or len(mine) > 1)
    return [
        Choice("", own, sum(counts.owners[pk] for pk in mine) + unowned, chosen == ""),
        *(Choice(str(pk), name, counts.owners[pk] + unowned, chosen == str(pk)) for name, pk in rest),
        Choice(EVERYBODY, _("alle"), counts.everybody, chosen == EVERYBODY),
    ]


def _turn_choices(counts: Counts, turn: str) -> list[Choice]:
    words = {
        "": _("alle"), "office": _("Büro"), "company": _("Unternehmen"), "startup": _("Startup"),
        "nobody": _("niemand"),
    }  # fmt: skip
    return [
        Choice(TURNS[key] if key else "", word, counts.turns[key or "all"], key == turn) for key, word in words.items()
    ]


def _view_choices(view: str) -> list[Choice]:
    words = [_("nach Frist"), _("nach Schritt"), _("als Tafel")]
    return [
        Choice(key, word, None, key == view or (not key and view not in VIEWS))
        for key, word in zip(VIEWS, words, strict=True)
    ]


# --- Rows ---


def _line(row: Any) -> Line:
    if row.row_kind == "need":
        waiting = Waiting([_name("company", row.organisation.name)], [office()])
        return Line(row, waiting, NextAct(_("Bedarf schärfen"), ""), reverse("office:need", args=[row.pk]), "")  # type: ignore[arg-type]
    if row.row_kind == "startup":
        waiting = Waiting([_name("startup", row.name)], [office()])
        return Line(row, waiting, NextAct(_("Startup prüfen"), ""), reverse("office:organisation", args=[row.pk]), "")  # type: ignore[arg-type]
    return Line(row, waiting_of(row), next_act_of(row), reverse("office:introduction", args=[row.pk]), _detail(row))


def _name(kind: str, text: str) -> Any:
    return type(office())(kind, text)


def _detail(case: Any) -> str:
    """The line under who waits: the call, the date of the conversation, the day of the pilot."""
    if case.calling:
        return str(case.call_reason)
    if case.meets_at:
        words = {"day": day(case.meets_at), "time": clock(case.meets_at), "place": case.meets_where}
        return (
            _("Gespräch am %(day)s, %(time)s, %(place)s") % words
            if case.meets_where
            else _("Gespräch am %(day)s, %(time)s") % words
        )
    pilot = getattr(case, "pilot", None)
    if case.state == "pilot_running" and pilot:
        number = (timezone.localdate() - pilot.starts).days + 1
        goal = Truncator(inside_sentence(pilot.goal)).words(10, truncate=" …")
        return _("%(number)s. Tag, Ziel: %(goal)s") % {"number": number, "goal": goal}
    return ""


def _by_day(lines: Iterable[Line], counts: Counts, today: date) -> list[Group]:
    words = {"late": _("Überfällig"), "today": _("Heute"), "week": _("Diese Woche"), "later": _("Später")}
    found: dict[str, list[Line]] = {key: [] for key in WHEN}
    sunday = today.toordinal() + 6 - today.weekday()
    for line in lines:
        due = line.row.due.toordinal() if line.row.due else None
        key = (
            "later"
            if due is None
            else "late"
            if due < today.toordinal()
            else "today"
            if due == today.toordinal()
            else "week"
            if due <= sunday
            else "later"
        )
        found[key].append(line)
    return [Group(key, words[key], counts.when[key], found[key]) for key in WHEN if found[key]]


def _by_step(lines: Iterable[Line], counts: Counts) -> list[Group]:
    names = {NEED_RANK: _("Neue Bedarfe"), STARTUP_RANK: _("Neue Startups")}
    names |= {rank: str(STATE_LABELS[state]) for rank, state in enumerate(ORDER, FIRST_STATE_RANK)}
    found: dict[int, list[Line]] = {}
    for line in lines:
        found.setdefault(line.row.step, []).append(line)
    return [
        Group(f"s{step}", names.get(step, _("beendet")), counts.steps[step], part)
        for step, part in sorted(found.items())
    ]
