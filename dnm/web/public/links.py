"""Mailed links. GET shows who wrote to whom, no more; a code sent to that very mailbox opens the matter."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.introductions.actions import dispute, open_with_code, send_code
from dnm.introductions.actions.links import CODE_MINUTES
from dnm.introductions.actions.renewal import renew_link
from dnm.introductions.links import dispute_of, link_of
from dnm.introductions.models import MailedLink
from dnm.introductions.queries.member import writer_of
from dnm.introductions.workflow import Party
from dnm.web.access import open_to_all
from dnm.web.acting import LINK_KEY
from dnm.web.forms import Form
from dnm.web.limits import limited
from dnm.web.member.answer_forms import DisputeForm
from dnm.web.requests import Request

LINK_SESSION = 2 * 60 * 60
"""Seconds a link stays open after its code."""


class CodeForm(Form):
    code = forms.CharField(
        label=gettext_lazy("Code aus der E-Mail"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "kern-form-input__input dnm-short",
            }
        ),
        error_messages={
            "required": gettext_lazy("Geben Sie die sechs Ziffern aus der E-Mail ein."),
            "max_length": gettext_lazy("Geben Sie die sechs Ziffern aus der E-Mail ein."),
        },
    )


@open_to_all
@limited("link-code", count=5, seconds=3600, when="anfordern", per="token")
@limited("link-open", count=30, seconds=3600, when="code", per="token")
def link(request: Request, token: str) -> HttpResponse:
    found = link_of(token)
    if found is None:
        renewing = reverse("public:link-renew", args=[token])
        return render(request, "public/link_over.html", {"renew": renewing}, status=410)
    onward = _onward(request, found)
    if request.method == "POST" and "anfordern" in request.POST:
        send_code(found)
        return _page(request, found, onward, CodeForm(), sent=True)
    form = CodeForm(request.POST) if request.method == "POST" else CodeForm()
    if request.method == "POST" and form.is_valid():
        try:
            open_with_code(found, form.cleaned_data["code"])
            return _opened(request, found, onward)
        except Refused as refusal:
            form.add_error("code", str(refusal))
    return _page(request, found, onward, form, sent=request.method == "POST")


def _page(request: Request, found: MailedLink, onward: str, form: CodeForm, *, sent: bool) -> HttpResponse:
    context: dict[str, Any] = {
        "link": found,
        "writer": writer_of(found),
        "mailbox": masked(found.contact.email),
        "onward": onward,
        "form": form,
        "sent": sent,
        "minutes": CODE_MINUTES,
        "signed_in": request.user.is_authenticated,
    }
    response = render(request, "public/link.html", context)
    # The token is in the address: no cache may keep the page. Other sites never learn it (settings: same-origin).
    response.headers["Cache-Control"] = "no-store"
    return response


def masked(address: str) -> str:
    """k…@rehmert.example: enough to recognise one's own mailbox."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"


def _onward(request: Request, found: MailedLink) -> str:
    """Where the letter wanted to go: a page of members, never another site."""
    wanted = request.POST.get("weiter") or request.GET.get("weiter") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and not urlsplit(wanted).netloc
    if safe and wanted.startswith("/mein/") and wanted.isprintable() and ".." not in wanted and "\\" not in wanted:
        return wanted
    return f"/mein/bedarfe/{found.need_id}/" if found.need_id else f"/mein/vermittlungen/{found.introduction_id}/"


def _opened(request: Request, found: MailedLink, onward: str) -> HttpResponse:
    """From now on the session acts for the contact, in this one matter. It is a new session in every case."""
    logout(request)
    request.session[LINK_KEY] = found.pk
    request.session.set_expiry(LINK_SESSION)
    return redirect(onward)


@open_to_all
@require_POST
@limited("link-renew", count=3, seconds=3600, per="token")
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """A new link instead of one that is over. The page says the same whether or not there was one."""
    renew_link(token)
    return render(request, "public/link_renewed.html")


@open_to_all
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Fertig, abmelden."""
    logout(request)
    messages.success(request, _("Sie sind abgemeldet. Mit dem Link im Brief können Sie jederzeit wiederkommen."))
    return redirect("public:start")


@open_to_all
@limited("dispute", count=10, seconds=3600, per="token")
def contradict(request: Request, token: str) -> HttpResponse:
    """ "Das stimmt nicht": shows what was recorded; only the button contests it."""
    found = dispute_of(token)
    if found is None:
        return render(request, "public/link_over.html", status=410)
    step, side = found
    form = DisputeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        dispute(step, form.cleaned_data["text"], side=Party(side))
        step.refresh_from_db()
        return render(request, "public/dispute.html", {"step": step, "done": True})
    context = {"step": step, "form": form, "done": False, "before": step.disputed_at is not None}
    return render(request, "public/dispute.html", context)
