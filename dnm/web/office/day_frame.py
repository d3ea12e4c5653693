"""The frame of a meeting day: blocks of talks with breaks between them, tables for each talk, limits."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.accounts.actions import Refused
from dnm.events.actions import set_up_day
from dnm.events.models import Event, MeetingDay
from dnm.events.queries import days_visible_to
from dnm.events.rules import can_keep_events
from dnm.web.access import only_for
from dnm.web.day_forms import clock_of_slot
from dnm.web.directory_forms import Whole
from dnm.web.forms import Day, Form
from dnm.web.requests import SignedInRequest

from .case_forms import Clock
from .day import day_of, event_of

BLOCKS = 4
SLOTS_IN_BLOCK = 30
Slots = Sequence[Mapping[str, Any]]


def clock_of(slot: Mapping[str, Any]) -> time:
    return time.fromisoformat(slot["starts"])


class FrameForm(Form):
    """Up to four blocks; an empty beginning means the block is not used."""

    wishes_until = Day(
        label=gettext_lazy("Wünsche bis"), required=False, help_text=gettext_lazy("Steht in der Einladung.")
    )
    max_meetings = Whole(
        label=gettext_lazy("Gespräche je Teilnahme höchstens"), min_value=1, max_value=60,
        help_text=gettext_lazy("Leer: so viele, wie passen. Für einzelne lässt sich das ändern."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(BLOCKS):
            for name, field in _block_fields().items():
                field.widget.attrs["class"] = "kern-form-input__input dnm-narrow"
                self.fields[f"{name}{number}"] = field

    @property
    def blocks(self) -> list[tuple[int, list[Any]]]:
        """For the page: number and the fields of each block."""
        return [(n + 1, [self[f"{name}{n}"] for name in _block_fields()]) for n in range(BLOCKS)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        used = [number for number in range(BLOCKS) if values.get(f"begins{number}")]
        for number in used:
            for name in ("count", "minutes", "tables"):
                field = f"{name}{number}"
                if values.get(field) is None and field not in self.errors:
                    self.add_error(field, _("Geben Sie zu jedem Beginn Zahl, Länge und Tische an."))
        if not used and not any(name.startswith("begins") for name in self.errors):
            self.add_error("begins0", _("Geben Sie an, wann das erste Gespräch beginnt."))
        return values

    @property
    def slots(self) -> list[dict[str, Any]]:
        """The blocks written out, one after the other; each block is a session."""
        values, found = self.cleaned_data, []
        for number in range(BLOCKS):
            begins = values.get(f"begins{number}")
            if begins is None:
                continue
            minutes, pause = values[f"minutes{number}"], values.get(f"pause{number}") or 0
            for talk in range(values[f"count{number}"]):
                starts = begins.hour * 60 + begins.minute + talk * (minutes + pause)
                words = f"{starts // 60:02d}:{starts % 60:02d}"
                found.append(
                    {"starts": words, "minutes": minutes, "session": number, "tables": values[f"tables{number}"]}
                )
        return found


def _block_fields() -> dict[str, Any]:
    return {
        "begins": Clock(label=gettext_lazy("Beginn"), required=False),
        "count": Whole(label=gettext_lazy("Gespräche"), min_value=1, max_value=SLOTS_IN_BLOCK),
        "minutes": Whole(label=gettext_lazy("Minuten je Gespräch"), min_value=5, max_value=240),
        "pause": Whole(label=gettext_lazy("Minuten dazwischen"), min_value=0, max_value=120),
        "tables": Whole(label=gettext_lazy("Tische"), min_value=0, max_value=500),
    }


def initial_of(day: MeetingDay | None, event: Event) -> dict[str, Any]:
    """The blocks as they can be typed again; a day that is new begins when the event does."""
    if day is None:
        begins = timezone.localtime(event.starts).time()
        return {"begins0": begins, "count0": 6, "minutes0": 20, "pause0": 5, "tables0": 8}
    told: dict[str, Any] = {"wishes_until": day.wishes_until, "max_meetings": day.max_meetings}
    for number, session in enumerate(sorted({slot["session"] for slot in day.slots})[:BLOCKS]):
        block = [slot for slot in day.slots if slot["session"] == session]
        told |= {
            f"begins{number}": clock_of(block[0]), f"count{number}": len(block),
            f"minutes{number}": block[0]["minutes"], f"pause{number}": _pause(block),
            f"tables{number}": max(slot["tables"] for slot in block),
        }  # fmt: skip
    return told


def _pause(block: Slots) -> int:
    if len(block) < 2:
        return 0
    first, second = (clock_of(slot) for slot in block[:2])
    return (second.hour - first.hour) * 60 + second.minute - first.minute - int(block[0]["minutes"])


@only_for(can_keep_events)
def frame(request: SignedInRequest, pk: int) -> HttpResponse:
    event = event_of(request, pk)
    day = days_visible_to(request.actor).filter(event=event).first()
    form = FrameForm(request.POST if request.method == "POST" else None, initial=initial_of(day, event))
    if request.method == "POST" and form.is_valid():
        limits = {name: form.cleaned_data[name] for name in ("wishes_until", "max_meetings")}
        try:
            set_up_day(event, slots=form.slots, by=request.actor, **limits)
            messages.success(request, _("Der Rahmen ist gespeichert."))
            return redirect("office:day", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "office/day/frame.html", {"event": event, "day": day, "form": form})


class TablesForm(Form):
    """How many tables stand free at each time."""

    def __init__(self, day: MeetingDay, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        for number, slot in enumerate(day.slots):
            field = Whole(
                label=f"{clock_of_slot(slot)}", required=True, min_value=0, max_value=500,
                initial=slot["tables"],
                error_messages={"required": gettext_lazy("Geben Sie die Zahl der Tische an, auch wenn sie 0 ist.")},
            )  # fmt: skip
            field.widget.attrs["class"] = "kern-form-input__input dnm-narrow"
            self.fields[f"tables{number}"] = field

    @property
    def slots(self) -> list[dict[str, Any]]:
        return [{**slot, "tables": self.cleaned_data[f"tables{number}"]} for number, slot in enumerate(self.day.slots)]


@only_for(can_keep_events)
def tables(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where not every talk has the same number of tables."""
    day = day_of(request, pk)
    form = TablesForm(day, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            set_up_day(
                day.event, slots=form.slots, by=request.actor, max_meetings=day.max_meetings,
                wishes_until=day.wishes_until,
            )  # fmt: skip
            messages.success(request, _("Die Tische sind gespeichert."))
            return redirect("office:day", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "office/day/tables.html", {"event": day.event, "day": day, "form": form})
