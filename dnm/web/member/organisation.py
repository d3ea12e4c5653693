"""Unser Betrieb, unser Profil: what we say about ourselves, and what the other side sees of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.directory.actions import (
    Outdated,
    add_contact,
    add_reference,
    change_contact,
    change_organisation,
    change_profile,
    leave_contact,
    pause_startup,
    remove_reference,
    set_holiday,
    set_listed,
)
from dnm.directory.models import Contact, Organisation, Reference
from dnm.directory.queries import organisations_visible_to
from dnm.directory.rules import belongs_to, can_change_contacts
from dnm.web.directory_forms import (
    ContactForm,
    FactsForm,
    HolidayForm,
    differences,
    moment_of,
    show_problems,
)
from dnm.web.requests import SignedInRequest
from dnm.web.startup_forms import PauseForm, ProfileForm, ReferenceForm

FACTS = [
    "name", "legal_form", "register_number", "street", "postcode", "place", "municipality", "industry",
    "head_count", "head_count_on", "founded", "website", "languages",
]  # fmt: skip
PERSON = ["salutation", "first_name", "last_name", "position", "email", "phone", "language"]
PROFILE = ["summary", "stage", "forms", "target_industries", "target_sizes", "capacity"]


def _own(request: SignedInRequest, startup: bool = False) -> Organisation:
    """The organisation somebody signed in for; whoever came by a mailed link sees one matter and not this."""
    visible = organisations_visible_to(request.actor).select_related("scout", "startup__vouched_by")
    own = get_object_or_404(visible, pk=request.actor.organisation_id)
    kinds = [Organisation.Kind.STARTUP] if startup else [Organisation.Kind.COMPANY, Organisation.Kind.STARTUP]
    return own if belongs_to(request.actor, own) and own.kind in kinds else get_object_or_404(visible.none())


def organisation(request: SignedInRequest) -> HttpResponse:
    return _overview(request, _own(request))


def _overview(request: SignedInRequest, own: Organisation, form: Any = None) -> HttpResponse:
    holiday_form = form if isinstance(form, HolidayForm) else HolidayForm(initial={"until": own.on_holiday_until})
    context: dict[str, Any] = {
        "organisation": own,
        "contacts": own.contacts.filter(left_on=None),
        "topics": own.topics.all(),
        "may_change_contacts": can_change_contacts(request.actor, own),
        "holiday_form": holiday_form,
        "form": form,
    }
    if own.kind == Organisation.Kind.STARTUP:
        pause = form if isinstance(form, PauseForm) else PauseForm(initial={"until": own.startup.paused_until})
        context |= {
            "references": own.references.all(),
            "pause_form": pause,
            "reference_form": form if isinstance(form, ReferenceForm) else ReferenceForm(),
        }
        return render(request, "member/organisation/startup.html", context)
    return render(request, "member/organisation/company.html", context)


def _saved(
    request: SignedInRequest, form: Any, act: Callable[[dict[str, Any]], object], done: str
) -> HttpResponse | None:
    """Back to the overview after the act; None when something is to be mended."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
            messages.success(request, done)
            return redirect("member:organisation")
        except Refused as refusal:
            show_problems(form, refusal)
    return None


def facts(request: SignedInRequest) -> HttpResponse:
    own = _own(request)
    if request.method != "POST":
        form = FactsForm(initial={name: getattr(own, name) for name in FACTS})
        return _facts_page(request, own, form, own.changed_at)
    form, seen_at = FactsForm(request.POST), moment_of(request.POST.get("seen_at", ""))
    if "suchen" in request.POST:
        form.keep_input()
    elif form.is_valid():
        told = {name: form.cleaned_data[name] for name in FACTS}
        try:
            change_organisation(own, by=request.actor, seen_at=seen_at, **told)
            messages.success(request, _("Die Änderungen sind gespeichert."))
            return redirect("member:organisation")
        except Outdated as refusal:
            own, seen_at = refusal.organisation, refusal.organisation.changed_at
            form.add_error(None, str(refusal))
            return _facts_page(request, own, form, seen_at, differences=differences(form, own, FACTS))
        except Refused as refusal:
            show_problems(form, refusal)
    return _facts_page(request, own, form, seen_at or own.changed_at)


def _facts_page(
    request: SignedInRequest, own: Organisation, form: FactsForm, seen_at: datetime, **more: object
) -> HttpResponse:
    context = {"form": form, "organisation": own, "seen_at": seen_at.isoformat(), **more}
    return render(request, "member/organisation/facts.html", context)


@require_POST
def holiday(request: SignedInRequest) -> HttpResponse:
    own, form = _own(request), HolidayForm(request.POST)
    done = _("Die Betriebsferien sind gespeichert.")
    saved = _saved(request, form, lambda values: set_holiday(own, values["until"], by=request.actor), done)
    return saved or _overview(request, own, form)


def contact_new(request: SignedInRequest) -> HttpResponse:
    own = _own(request)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = _("Die Person ist eingetragen.")
        if saved := _saved(request, form, lambda values: add_contact(own, by=request.actor, **values), done):
            return saved
    return render(request, "member/organisation/contact.html", {"form": form, "organisation": own})


def contact(request: SignedInRequest, pk: int) -> HttpResponse:
    own = _own(request)
    shown = get_object_or_404(Contact.objects.filter(organisation=own, left_on=None), pk=pk)
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(shown, name) for name in PERSON},
    )
    if "ausgeschieden" in request.POST:
        try:
            leave_contact(shown, by=request.actor)
            messages.success(request, _("Wir schreiben dieser Person nicht mehr."))
            return redirect("member:organisation")
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("member:contact", pk)
    if request.method == "POST":
        done = _("Die Änderungen sind gespeichert.")
        if saved := _saved(request, form, lambda values: change_contact(shown, by=request.actor, **values), done):
            return saved
    context = {"form": form, "organisation": own, "contact": shown}
    return render(request, "member/organisation/contact.html", context)


def profile(request: SignedInRequest) -> HttpResponse:
    own = _own(request, startup=True)
    if request.method != "POST":
        initial = {name: getattr(own.startup, name) for name in PROFILE} | {"listed": own.startup.listed}
        context = {"form": ProfileForm(initial=initial), "organisation": own}
        return render(request, "member/organisation/profile.html", context)
    form = ProfileForm(request.POST)

    def act(values: dict[str, Any]) -> None:
        change_profile(own, by=request.actor, **{name: values[name] for name in PROFILE})
        set_listed(own, values["listed"], by=request.actor)

    if "suchen" in request.POST:
        form.keep_input()
    elif saved := _saved(request, form, act, _("Ihr Profil ist gespeichert.")):
        return saved
    return render(request, "member/organisation/profile.html", {"form": form, "organisation": own})


@require_POST
def pause(request: SignedInRequest) -> HttpResponse:
    own, form = _own(request, startup=True), PauseForm(request.POST)
    done = _("Gespeichert. Wir richten uns danach.")
    saved = _saved(request, form, lambda values: pause_startup(own, values["until"], by=request.actor), done)
    return saved or _overview(request, own, form)


@require_POST
def reference(request: SignedInRequest) -> HttpResponse:
    own, form = _own(request, startup=True), ReferenceForm(request.POST)
    if key := request.POST.get("entfernen", ""):
        wanted = int(key) if key.isascii() and key.isdigit() and len(key) < 12 else 0
        remove_reference(get_object_or_404(Reference, organisation=own, pk=wanted), by=request.actor)
        messages.success(request, _("Die Referenz ist entfernt."))
        return redirect("member:organisation")

    def act(values: dict[str, Any]) -> None:
        add_reference(own, by=request.actor, text=values["reference"], year=values["year"])

    return _saved(request, form, act, _("Die Referenz ist gespeichert.")) or _overview(request, own, form)
