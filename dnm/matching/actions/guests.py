"""First contact without an account: three fields, and the office rings up."""

import re
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.directory.actions import Invalid
from dnm.directory.actions.channels import enter_channel
from dnm.directory.actions.contacts import enter_contact
from dnm.directory.actions.organisations import enter
from dnm.directory.actions.registrations import Stranger
from dnm.directory.models import Channel, Contact, Organisation
from dnm.directory.rules import contact_problems, problems_with
from dnm.journal.rules import Acting

from ..models import Need
from ..rules import word_problems
from .needs import enter_office
from .words import begin

LEGAL_FORM = re.compile(r"\b(?:GmbH|UG|KG|OHG|AG|GbR|PartG|e\.\s?K\.?|e\.\s?V\.?|eG|mbH)(?:\b|$)")
EMAIL = re.compile(r"[^\s,;<>()]+@[^\s,;<>()]+")


@dataclass(frozen=True)
class Told:
    """What somebody typed, taken apart."""

    firm: str
    person: str
    email: str
    phone: str


@transaction.atomic
def tell_problem(
    *, problem: str, name: str, reach: str, by: Acting | None = None, form_token: str = "", language: str = "de"
) -> Need:
    """A stranger tells what is wrong; the firm is entered unconfirmed, a scout gets the need and a date to ring up.

    ``name``: person and firm in one line. ``reach``: telephone or e-mail, or both. The same ``form_token`` again,
    as after a double click, gives the first need and no second letter. Raises ``Invalid`` with problems per field.
    """
    told = take_apart(name, reach)
    _check(problem, name, reach, told)
    by = by or Stranger(told.person)
    firm, is_new = enter(
        {
            "kind": Organisation.Kind.COMPANY,
            "name": told.firm,
            "languages": ["de"],
            "source": Organisation.Source.WEBSITE,
        },
        form_token=form_token,
    )
    if not is_new and (first := Need.objects.filter(form_token=form_token[:43]).first()):
        return first
    contact = _enter_person(firm, told, language, by)
    need, _is_new = begin(firm, form_token=form_token)
    need.problem, need.contact, need.language = problem.replace("\r\n", "\n").strip(), contact, language
    enter_office(need, by=by, source="page")
    return need


def take_apart(name: str, reach: str) -> Told:
    """ "Petra Hölscher, Tischlerei Hölscher" and "02952 555-0113, p@hoelscher.de"; a scout mends what is guessed."""
    first, _comma, rest = (part.strip() for part in " ".join(name.split()).partition(","))
    person, firm = (rest, first) if LEGAL_FORM.search(first) and not LEGAL_FORM.search(rest) else (first, rest)
    email = EMAIL.search(reach)
    phone = reach.replace(email.group(), "") if email else reach
    number = re.search(r"[0-9+(][0-9+()/. –-]*", phone)
    return Told(
        firm=firm or person,
        person=person or firm,
        email=email.group().strip(".") if email else "",
        phone=number.group().strip(" .,–-") if number else "",
    )


def _check(problem: str, name: str, reach: str, told: Told) -> None:
    today = timezone.localdate()
    found: dict[str, str] = {}
    if not problem.strip():
        found["problem"] = _("Schreiben Sie in ein, zwei Sätzen, was hakt.")
    elif wrong := word_problems({"problem": problem}, Need, today):
        found |= wrong
    if not name.strip():
        found["name"] = _("Geben Sie Ihren Namen und den Betrieb an.")
    elif wrong := problems_with({"name": told.firm, "last_name": told.person}, today):
        found["name"] = next(iter(wrong.values()))
    ways = contact_problems({"last_name": "x", "email": told.email, "phone": told.phone}, today)
    if ways:
        found["reach"] = next(iter(ways.values()))
    elif len(reach) > 300:
        found["reach"] = _("Geben Sie nur eine Telefonnummer oder E-Mail-Adresse an.")
    if found:
        raise Invalid(found)


def _enter_person(firm: Organisation, told: Told, language: str, by: Acting) -> Contact:
    first_name, _gap, last_name = told.person.rpartition(" ")
    facts: dict[str, object] = {
        "first_name": first_name, "last_name": last_name, "email": told.email, "phone": told.phone,
        "language": language,
    }  # fmt: skip
    contact = enter_contact(firm, facts, by=by)
    said, today = _("Problem auf unserer Website geschildert"), timezone.localdate()
    if contact.email:
        enter_channel(contact, Channel.Permission.OWN_CASES, source=said, since=today, by=by)
    if contact.phone:
        enter_channel(contact, Channel.Permission.PHONE, source=said, since=today, by=by)
    return contact
