"""A participant of a meeting day: whom to meet, when there, how to appear."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dnm.accounts.actions import Refused
from dnm.events import actions
from dnm.events.models import Event, Participant, Registration
from dnm.events.queries import current_plan, participants_visible_to, registrations_visible_to, valid_release
from dnm.events.rules import can_decline
from dnm.events.workflow import Phase
from dnm.introductions.workflow import Party
from dnm.web.access import open_to_participants
from dnm.web.day_forms import TimesForm, check_unnamed
from dnm.web.directory_forms import Whole
from dnm.web.forms import Form, Words
from dnm.web.language import written_time
from dnm.web.requests import SignedInRequest
from dnm.web.wish_rows import answers_in, wish_rows


def own_participant(request: SignedInRequest, pk: int) -> Participant:
    rows = participants_visible_to(request.actor).select_related("pitch", "day__event__organiser")
    return get_object_or_404(rows, day__event=pk)


@open_to_participants
def by_letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where letters lead: to the plan once there is one, before that to the wishes."""
    one = get_object_or_404(participants_visible_to(request.actor), pk=pk)
    return redirect("member:plan" if current_plan(one.day) else "member:wishes", one.day.event_id)


def there_in_words(one: Participant) -> str:
    parts = []
    if one.arrives:
        parts.append(_("ab %(clock)s Uhr") % {"clock": written_time(one.arrives)})
    if one.leaves:
        parts.append(_("bis %(clock)s Uhr") % {"clock": written_time(one.leaves)})
    if one.away:
        count = len(one.away)
        parts.append(ngettext("zu einer Zeit nicht da", "zu %(count)d Zeiten nicht da", count) % {"count": count})
    return ", ".join(parts) or _("den ganzen Tag")


def base_context(request: SignedInRequest, one: Participant) -> dict[str, Any]:
    """What stands on every page of a participant's day."""
    places = list(registrations_visible_to(request.actor).filter(participant=one).order_by("-pk"))
    place = next((row for row in places if row.state == Registration.State.REGISTERED), None)
    return {
        "place": place,
        "given_back": bool(places) and place is None,
        "up": "../",  # the page of the event itself
        "event": one.day.event,
        "day": one.day,
        "one": one,
        "there": there_in_words(one),
        "open": one.day.phase == Phase.WISHES and not one.gone_at,
        "may_decline": can_decline(one, timezone.now()),
        "release": valid_release(one),
        "for_company": one.side == Party.COMPANY,
        "pitching": one.side == Party.COMPANY and one.day.event.kind == Event.Kind.REVERSE_PITCH,
    }


@open_to_participants
def wishes(request: SignedInRequest, pk: int) -> HttpResponse:
    """The other side, best first: must, gladly, no thanks. Nothing is chosen beforehand, nobody else reads it."""
    one, problem = own_participant(request, pk), ""
    if request.method == "POST":
        try:
            actions.answer_wishes(one, answers_in(one, request.POST.dict()), by=request.actor)
            messages.success(request, _("Ihre Wünsche sind gespeichert. Ändern können Sie sie bis zur Frist."))
            return redirect("member:wishes" if valid_release(one) else "member:day-release", pk)
        except Refused as refusal:
            problem = str(refusal)
    listed = wish_rows(one, request.POST.dict() if problem else None)
    rows = [row for row in listed if not row.silent]
    context = base_context(request, one) | {
        "rows": rows,
        "silent": len(listed) - len(rows),
        "ranked": any(row.ranked for row in rows),
        "answered": sum(bool(row.answer) for row in rows),
        "problem": problem,
        "plan": current_plan(one.day),
        "votes": one.side == Party.STARTUP and one.day.event.kind == Event.Kind.REVERSE_PITCH,
    }
    return render(request, "member/day/wishes.html", context)


@open_to_participants
def times(request: SignedInRequest, pk: int) -> HttpResponse:
    one = own_participant(request, pk)
    form = TimesForm(one, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_participant(one, by=request.actor, **form.told)
            messages.success(request, _("Ihre Angaben sind gespeichert."))
            return redirect("member:wishes", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "member/day/times.html", base_context(request, one) | {"form": form})


@open_to_participants
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """The question before a participant says it does not come; the organiser gets a letter."""
    one = own_participant(request, pk)
    if request.method == "POST":
        try:
            actions.decline_day(one, by=request.actor)
            messages.success(request, _("Wir haben Ihre Absage. Danke, dass Sie Bescheid geben."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("member:meeting-day", one.pk)
    return render(request, "member/day/decline.html", base_context(request, one) | {"plan": current_plan(one.day)})


class PitchForm(Form):
    """Who appears without its name does not write it here either."""

    title = Words(
        label=gettext_lazy("Titel"), max_length=120,
        error_messages={"required": gettext_lazy("Geben Sie an, worum es geht.")},
    )  # fmt: skip
    text = Words(
        label=gettext_lazy("Worum geht es?"), max_length=2000, rows=6, required=False,
        help_text=gettext_lazy("Die Startups lesen das vor dem Tag. Schreiben Sie es so, dass Ihr Name nicht fällt, "
                               "wenn Sie ohne Namen erscheinen."),
    )  # fmt: skip
    minutes = Whole(label=gettext_lazy("Minuten"), min_value=1, max_value=60)
    minutes.widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "kern-form-input__input dnm-short"})

    def __init__(self, one: Participant, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one = one

    def clean_title(self) -> str:
        return self._unnamed("title")

    def clean_text(self) -> str:
        return self._unnamed("text")

    def _unnamed(self, name: str) -> str:
        words: str = self.cleaned_data[name]
        if self.one.shown_as != Participant.ShownAs.NAME:
            check_unnamed(words, self.one)
        return words


@open_to_participants
def pitch(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a company presents on a reverse pitch."""
    one = own_participant(request, pk)
    if not base_context(request, one)["pitching"]:
        raise Http404
    known = getattr(one, "pitch", None)
    initial = {"title": known.title, "text": known.text, "minutes": known.minutes} if known else {"minutes": 5}
    form = PitchForm(one, request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.enter_pitch(
                one, title=told["title"], text=told["text"], minutes=told["minutes"] or 5, by=request.actor
            )
            messages.success(request, _("Ihr Pitch ist gespeichert."))
            return redirect("member:wishes", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "member/day/pitch.html", base_context(request, one) | {"form": form})
