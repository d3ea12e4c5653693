"""People at organisations and the ways by which they may be reached."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.directory.actions import (
    add_contact,
    change_contact,
    leave_contact,
    log_copy,
    make_primary,
    remove_channel,
    set_channel,
)
from dnm.directory.models import Contact
from dnm.directory.queries import organisations_visible_to
from dnm.directory.rules import can_keep_directory
from dnm.events.actions import erase_person
from dnm.events.personal import data_of
from dnm.web.access import only_for
from dnm.web.directory_forms import ChannelForm, ContactForm, show_problems
from dnm.web.requests import SignedInRequest

FIELDS = ["salutation", "first_name", "last_name", "position", "email", "phone", "language"]


def _contact(request: SignedInRequest, pk: int) -> Contact:
    visible = Contact.objects.filter(organisation__in=organisations_visible_to(request.actor))
    return get_object_or_404(visible.select_related("organisation"), pk=pk)


@only_for(can_keep_directory)
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(organisations_visible_to(request.actor), pk=pk)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            contact = add_contact(organisation, by=request.actor, **form.cleaned_data)
            messages.success(request, _("%(name)s ist eingetragen.") % {"name": contact.full_name})
            return redirect("office:contact", contact.pk)
        except Refused as refusal:
            show_problems(form, refusal)
    return render(request, "office/directory/contact_new.html", {"form": form, "organisation": organisation})


@only_for(can_keep_directory)
def contact(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _contact(request, pk)
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(shown, name) for name in FIELDS},
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(shown, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Die Änderungen sind gespeichert."))
            return redirect("office:contact", pk)
        except Refused as refusal:
            show_problems(form, refusal)
    return _contact_page(request, shown, form, ChannelForm(shown))


def _contact_page(
    request: SignedInRequest, shown: Contact, form: ContactForm, channel_form: ChannelForm
) -> HttpResponse:
    context = {
        "contact": shown,
        "organisation": shown.organisation,
        "form": channel_form if channel_form.errors else form,
        "contact_form": form,
        "channel_form": channel_form,
        "channels": shown.channels.order_by("permission"),
    }
    return render(request, "office/directory/contact.html", context)


@only_for(can_keep_directory)
@require_POST
def channel(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _contact(request, pk)
    if permission := request.POST.get("entfernen", ""):
        remove_channel(shown, permission[:20], by=request.actor)
        messages.success(request, _("Dieser Weg ist gestrichen."))
        return redirect("office:contact", pk)
    form = ChannelForm(shown, request.POST)
    if form.is_valid():
        try:
            set_channel(shown, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Der Weg ist eingetragen."))
            return redirect("office:contact", pk)
        except Refused as refusal:
            show_problems(form, refusal, renamed={"source_text": "source"})
    facts = ContactForm(initial={name: getattr(shown, name) for name in FIELDS})
    return _contact_page(request, shown, facts, form)


@only_for(can_keep_directory)
@require_POST
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """First contact, left, or erased: one button each."""
    shown = _contact(request, pk)
    try:
        if "erste" in request.POST:
            make_primary(shown, by=request.actor)
            messages.success(request, _("%(name)s ist jetzt die erste Ansprechperson.") % {"name": shown.full_name})
        elif "ausgeschieden" in request.POST:
            leave_contact(shown, by=request.actor)
            messages.success(request, _("%(name)s ist als ausgeschieden eingetragen.") % {"name": shown.full_name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("office:contact", pk)


@only_for(can_keep_directory)
def erase(request: SignedInRequest, pk: int) -> HttpResponse:
    """A check page of its own: what is erased does not come back."""
    shown = _contact(request, pk)
    if request.method == "POST":
        erase_person(shown, by=request.actor)
        messages.success(request, _("Die Angaben zu dieser Person sind gelöscht."))
        return redirect("office:organisation", shown.organisation_id)
    context = {"contact": shown, "organisation": shown.organisation}
    return render(request, "office/directory/contact_erase.html", context)


@only_for(can_keep_directory)
def copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Auskunft: what every app holds about this person, as a file to read and hand over."""
    shown = _contact(request, pk)
    told = data_of(shown)
    log_copy(shown, by=request.actor)
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer.headers["Content-Disposition"] = f'attachment; filename="auskunft-{pk}.json"'
    return answer
