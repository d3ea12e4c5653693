"""One participant of a meeting day: when, where, by whom; what was said on the telephone is written down here."""

from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.accounts.actions import Refused
from dnm.directory.models import Contact
from dnm.events import actions
from dnm.events.models import Event, Participant
from dnm.events.queries import participants_visible_to, valid_release
from dnm.events.rules import can_keep_events, release_text, text_hash
from dnm.introductions.workflow import Party
from dnm.web.access import only_for
from dnm.web.day_forms import TimesForm, clock_of_slot
from dnm.web.directory_forms import Whole
from dnm.web.forms import offer
from dnm.web.requests import SignedInRequest
from dnm.web.wish_rows import answers_in, wish_rows

from .case_forms import text_field
from .day_people import guests_of
from .recording import SpokenForm


class PersonForm(TimesForm):
    """Everything the office sets for a participant."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=gettext_lazy("Wer kommt?"), empty_label=None,
        error_messages={"required": gettext_lazy("Wählen Sie eine Person.")},
    )  # fmt: skip
    table = Whole(
        label=gettext_lazy("Fester Tisch"), min_value=1, max_value=500,
        help_text=gettext_lazy("Für Gastgeber, die den ganzen Tag an einem Tisch sitzen."),
    )  # fmt: skip
    field_order = ["contact", "table"]

    def __init__(self, one: Participant, *args: Any, **kwargs: Any) -> None:
        super().__init__(one, *args, **kwargs)
        people = Contact.objects.filter(organisation=one.organisation_id, left_on=None)
        offer(self, "contact", people)
        self.fields["contact"].initial = one.contact_id
        self.fields["table"].initial = None if one.table is None else one.table + 1
        if one.side == Party.COMPANY and one.day.event.kind == Event.Kind.REVERSE_PITCH:
            pitch = getattr(one, "pitch", None)
            self.fields |= pitch_fields(pitch)

    @property
    def told(self) -> dict[str, Any]:
        values = super().told
        table = self.cleaned_data["table"]
        return values | {"contact": self.cleaned_data["contact"], "table": None if table is None else table - 1}


def pitch_fields(pitch: Any) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "pitch_title": text_field(gettext_lazy("Titel des Pitches"), "", length=120, rows=1, required=False),
        "pitch_text": text_field(gettext_lazy("Worum es im Pitch geht"), "", length=2000, required=False),
        "pitch_order": Whole(label=gettext_lazy("Reihenfolge"), min_value=1, max_value=200),
        "pitch_minutes": Whole(label=gettext_lazy("Minuten"), min_value=1, max_value=60),
    }
    known = (pitch.title, pitch.text, pitch.place_in_order, pitch.minutes) if pitch else ("", "", 1, 5)
    for (_name, field), value in zip(fields.items(), known, strict=True):
        field.initial = value
        field.widget.attrs.setdefault("class", "kern-form-input__input")
    return fields


def participant_in(request: SignedInRequest, pk: int, row: int) -> Participant:
    return get_object_or_404(participants_visible_to(request.actor).select_related("pitch"), pk=row, day__event=pk)


@only_for(can_keep_events)
def person(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    one = participant_in(request, pk, row)
    form = PersonForm(one, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_participant(one, by=request.actor, **form.told)
            _save_pitch(one, form.cleaned_data, request)
            messages.success(request, _("Gespeichert."))
            return redirect("office:day-person", pk, row)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    guest = guests_of(one.day, [one])[0]
    context = {
        "event": one.day.event, "day": one.day, "one": one, "guest": guest, "form": form,
        "release": valid_release(one), "slots": _slot_choices(one),
        "doors": one.doors.filter(revoked_at=None, expires_at__gt=timezone.now()).count(),
    }  # fmt: skip
    return render(request, "office/day/person.html", context)


def _save_pitch(one: Participant, values: dict[str, Any], request: SignedInRequest) -> None:
    if values.get("pitch_title"):
        actions.enter_pitch(
            one, title=values["pitch_title"], text=values["pitch_text"], by=request.actor,
            place_in_order=values["pitch_order"] or 1, minutes=values["pitch_minutes"] or 5,
        )  # fmt: skip


def _slot_choices(one: Participant) -> list[tuple[int, str]]:
    """For "from then on": the number of each slot and when it begins; the one that comes next is chosen first."""
    return [(number, clock_of_slot(slot)) for number, slot in enumerate(one.day.slots)]


def slot_now(slots: Any, day: Any) -> int:
    """The first slot that has not begun yet; 0 before the day, one past the end when all have begun."""
    now = timezone.localtime()
    if now.date() != day:
        return 0 if now.date() < day else len(slots)
    begun = [time.fromisoformat(slot["starts"]) <= now.time() for slot in slots]
    return begun.count(True)


@only_for(can_keep_events)
def wishes(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """Answers told by telephone: recorded as from the office."""
    one, problem = participant_in(request, pk, row), ""
    if request.method == "POST":
        try:
            actions.answer_wishes(one, answers_in(one, request.POST.dict()), by=request.actor)
            messages.success(request, _("Die Wünsche von %(name)s sind eingetragen.") % {"name": one.organisation.name})
            return redirect("office:day-person", pk, row)
        except Refused as refusal:
            problem = str(refusal)
    context = {
        "event": one.day.event, "one": one, "problem": problem,
        "rows": wish_rows(one, request.POST.dict(), for_office=True),
    }  # fmt: skip
    return render(request, "office/day/person_wishes.html", context)


class SpokenReleaseForm(SpokenForm):
    shown = forms.CharField(widget=forms.HiddenInput)


@only_for(can_keep_events)
def release(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """The release read out on the telephone; ``shown`` is the hash of what was read."""
    one = participant_in(request, pk, row)
    language = one.contact.language if one.contact else "de"
    text = release_text(one, language)
    initial = {
        "said_by": one.contact.full_name if one.contact else "", "said_on": timezone.localdate(),
        "shown": text_hash(text),
    }  # fmt: skip
    form = SpokenReleaseForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = {"shown_hash": form.cleaned_data["shown"], "language": language, "spoken": form.spoken}
        try:
            actions.give_day_release(one, by=request.actor, **told)
            messages.success(request, _("Die Freigabe ist eingetragen."))
            return redirect("office:day-person", pk, row)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"event": one.day.event, "one": one, "form": form, "text": text, "language": language}
    return render(request, "office/day/person_release.html", context)


@only_for(can_keep_events)
def withdraw(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    one = participant_in(request, pk, row)
    if request.method == "POST":
        actions.withdraw_day_release(one, by=request.actor)
        messages.success(request, _("Die Freigabe ist widerrufen. Der Name ist in allen Plänen ausgeblendet."))
        return redirect("office:day-person", pk, row)
    return render(request, "office/day/person_withdraw.html", {"event": one.day.event, "one": one})


@only_for(can_keep_events)
def doors(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """The question before every address mailed to this participant stops opening anything."""
    one = participant_in(request, pk, row)
    if request.method == "POST":
        actions.revoke_doors(one, by=request.actor)
        messages.success(request, _("Die Links sind gesperrt."))
        return redirect("office:day-person", pk, row)
    return render(request, "office/day/person_doors.html", {"event": one.day.event, "one": one})
