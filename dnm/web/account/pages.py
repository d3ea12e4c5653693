"""Mein Konto: who I am, how I sign in, who stands in for me."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused, change_person, end_deputy, name_deputy
from dnm.accounts.models import LetterLanguage, Salutation, User
from dnm.accounts.queries import deputies_from, office_people
from dnm.accounts.rules import is_office
from dnm.directory.queries import names_of_organisations
from dnm.web.forms import Day, Form, offer
from dnm.web.requests import Request, number_in
from dnm.web.templatetags.dnm import clock

from .adapter import has_second_factor

PERSONAL = ("salutation", "first_name", "last_name", "phone", "language", "keyboard_shortcuts")


class PersonForm(Form):
    salutation = forms.ChoiceField(label=gettext_lazy("Anrede"), choices=Salutation.choices, required=False)
    first_name = forms.CharField(
        label=gettext_lazy("Vorname"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=gettext_lazy("Nachname"),
        max_length=80,
        error_messages={"required": gettext_lazy("Geben Sie Ihren Nachnamen an.")},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telefon"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Sprache der Briefe"), choices=LetterLanguage.choices)
    keyboard_shortcuts = forms.BooleanField(
        label=gettext_lazy("Tastenkürzel in Listen verwenden"),
        help_text=gettext_lazy("j und k wandern durch die Zeilen, / springt in die Suche."),
        required=False,
    )


class DeputyForm(Form):
    deputy = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Wer vertritt Sie?"),
        empty_label=gettext_lazy("Person wählen"),
        error_messages={
            "required": gettext_lazy("Wählen Sie eine Person aus."),
            "invalid_choice": gettext_lazy("Wählen Sie eine Person aus der Liste."),
        },
    )
    starts = Day(label=gettext_lazy("Vom"), error_messages={"required": gettext_lazy("Geben Sie den ersten Tag an.")})
    ends = Day(label=gettext_lazy("Bis"), error_messages={"required": gettext_lazy("Geben Sie den letzten Tag an.")})

    def __init__(self, person: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "deputy", office_people().filter(is_active=True).exclude(pk=person.pk))


def me(request: Request) -> HttpResponse:
    if request.actor is None:
        return redirect("onward")
    person = request.user
    form = PersonForm(request.POST or None, initial={name: getattr(person, name) for name in PERSONAL})
    if request.method == "POST" and form.is_valid():
        change_person(person, by=request.actor, **form.cleaned_data)
        messages.success(request, _("Gespeichert um %(time)s.") % {"time": clock(timezone.now())})
        return redirect("account")
    return _page(request, form, DeputyForm(person))


@require_POST
def deputies(request: Request) -> HttpResponse:
    """Name a deputy, or end one: for oneself only."""
    if request.actor is None or not is_office(request.actor):
        return redirect("onward")
    person = request.user
    if ending := request.POST.get("beenden"):
        named = deputies_from(person, timezone.localdate()).filter(pk=number_in(ending)).first()
        if named:
            end_deputy(named, by=request.actor)
            messages.success(request, _("Die Vertretung ist beendet."))
        return redirect("account")
    form = DeputyForm(person, request.POST)
    if form.is_valid():
        try:
            name_deputy(person, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("ends", str(refusal))
        else:
            messages.success(request, _("Die Vertretung ist eingetragen."))
            return redirect("account")
    return _page(request, PersonForm(initial={name: getattr(person, name) for name in PERSONAL}), form)


def _page(request: Request, form: PersonForm, deputy_form: DeputyForm) -> HttpResponse:
    person = request.user
    names = names_of_organisations([actor.organisation_id for actor in request.actors])
    return render(
        request,
        "konto/me.html",
        {
            "form": deputy_form if deputy_form.is_bound else form,
            "person_form": form,
            "deputy_form": deputy_form,
            "deputies": deputies_from(person, timezone.localdate()),
            "roles": [(actor, names.get(actor.organisation_id or 0, "")) for actor in request.actors],
            "in_office": request.actor is not None and is_office(request.actor),
            "has_password": person.has_usable_password(),
            "has_second_factor": has_second_factor(person),
        },
    )
