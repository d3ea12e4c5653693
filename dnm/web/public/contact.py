"""Messages to the centre: the contact form and the feedback on barriers."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from dnm.accounts.actions import Refused
from dnm.centre.actions import send_message
from dnm.centre.queries import opening_hours
from dnm.centre.queries import text as worded
from dnm.web.access import open_to_all
from dnm.web.forms import Form
from dnm.web.limits import limited
from dnm.web.requests import Request

SENT = "message_sent"


class MessageForm(Form):
    text = forms.CharField(
        label=_("Ihre Nachricht"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Schreiben Sie auf, worum es geht.")},
    )
    name = forms.CharField(label=_("Ihr Name"), max_length=160, required=False)
    reach = forms.CharField(
        label=_("Telefon oder E-Mail"),
        max_length=160,
        required=False,
        help_text=_("Nur wenn Sie eine Antwort möchten."),
    )


@open_to_all
@limited("message", count=5, seconds=3600)
def contact(request: Request) -> HttpResponse:
    return _message_page(request, "public/contact.html", "contact", "public:contact")


@open_to_all
@limited("message", count=5, seconds=3600)
def accessibility(request: Request) -> HttpResponse:
    return _message_page(request, "public/accessibility.html", "accessibility", "public:accessibility")


def _message_page(request: Request, template: str, topic: str, address: str) -> HttpResponse:
    form = MessageForm(request.POST or None)
    if form.is_valid():
        try:
            send_message(topic, **form.cleaned_data)
            request.session[SENT] = topic
            return redirect(address)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown = {
        "form": form,
        "sent": request.session.pop(SENT, "") == topic and not form.is_bound,
        "text": worded(topic),
        "feedback": worded("accessibility-contact"),
        "enforcement": worded("accessibility-enforcement"),
        "hours": opening_hours(),
    }
    return render(request, template, shown)
