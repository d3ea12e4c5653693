"""Which values are good: field by field, with a message that says what to do. Pure."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..industries import DIVISION, industry, size_classes
from ..models import Channel, Contact, Organisation, StartupProfile
from ..places import city, municipality, municipality_of_postcode, postcode

HOME_STATE = "Nordrhein-Westfalen"
MAX_HEADS = 2_000_000
FIRST_YEAR = 1500
LANGUAGES = {
    "de": gettext_lazy("Deutsch"),
    "en": gettext_lazy("Englisch"),
    "fr": gettext_lazy("Französisch"),
    "nl": gettext_lazy("Niederländisch"),
    "pl": gettext_lazy("Polnisch"),
    "tr": gettext_lazy("Türkisch"),
    "uk": gettext_lazy("Ukrainisch"),
}
FORMS = {
    "pilot": gettext_lazy("Pilotprojekt"),
    "purchase": gettext_lazy("Kauf oder Abo"),
    "joint_development": gettext_lazy("gemeinsame Entwicklung"),
    "licence": gettext_lazy("Lizenz"),
    "research": gettext_lazy("Forschungsprojekt"),
    "unsure": gettext_lazy("noch offen"),
}
"""Ways of working together; needs use the same keys."""

LONGEST = {
    "name": 160, "legal_form": 60, "register_number": 60, "street": 120, "postcode": 10, "place": 80,
    "state": 40, "website": 200, "first_name": 80, "last_name": 80, "position": 80, "email": 254, "phone": 40,
    "summary": 600, "text": 5000, "source_text": 160, "consent_text": 2000, "reference": 200, "reason": 400,
    "model": 20, "topic_name": 80,
}  # fmt: skip

Values = dict[str, Any]
Problems = dict[str, str]


def tidy(values: Mapping[str, object]) -> Values:
    """The same values as they are stored: single spaces, a full website, the municipality of the postcode."""
    tidied = {name: _tidy_text(name, value) if isinstance(value, str) else value for name, value in values.items()}
    if website := tidied.get("website"):
        tidied["website"] = _with_scheme(str(website))
    if email := tidied.get("email"):
        local, at, domain = str(email).rpartition("@")
        tidied["email"] = f"{local}{at}{domain.lower()}"
    if code := tidied.get("industry"):
        tidied["industry"] = str(code).upper()
    _complete_place(tidied)
    return tidied


def _complete_place(values: Values) -> None:
    """What a postcode or a municipality tells by itself."""
    code, ags, place = (str(values.get(name) or "") for name in ("postcode", "municipality", "place"))
    if code and not ags and (inside := municipality_of_postcode(code)):
        ags = values["municipality"] = inside.ags
    elif "postcode" in values and not ags:
        values["municipality"] = ""
    if ags and not place and _knows(municipality, ags):
        values["place"] = municipality(ags).name
    if ags or (code and postcode(code)):
        values["state"] = HOME_STATE
    elif place and _knows(city, place):
        values["state"] = city(place).state


MULTILINE = frozenset({"text", "summary", "consent_text", "reason"})


def _tidy_text(name: str, value: str) -> str:
    if name in MULTILINE:
        return value.replace("\r\n", "\n").strip()
    return " ".join(value.split())


def _with_scheme(website: str) -> str:
    return website if "://" in website or ":" in website.split("/")[0].split(".")[0] else f"https://{website}"


def problems_with(values: Mapping[str, object], today: date) -> Problems:
    """Field -> what to do about it, in the reader's language; empty when all values are good."""
    found: Problems = {}
    for name, value in values.items():
        if isinstance(value, str) and (problem := _text_problem(name, value)):
            found[name] = problem
    for name, check in CHECKS.items():
        if name in values and name not in found and (problem := check(values[name], today)):
            found[name] = problem
    if "postcode" not in found and "municipality" not in found and (problem := _place_problem(values)):
        found["postcode"] = problem
    return found


def _text_problem(name: str, value: str) -> str:
    if any(ord(sign) < 32 and sign not in "\n\t" for sign in value):
        return _("Der Text enthält Steuerzeichen, die wir nicht speichern können. Tippen Sie ihn neu.")
    longest = LONGEST.get(name)
    if longest and len(value) > longest:
        return _("Kürzen Sie die Angabe auf %(longest)s Zeichen, es sind %(length)s.") % {
            "longest": longest, "length": len(value),
        }  # fmt: skip
    return ""


def _knows(look_up: Callable[[str], object], code: object) -> bool:
    try:
        look_up(str(code))
    except KeyError:
        return False
    return True


def _name(value: object, today: date) -> str:
    return "" if value else _("Geben Sie den Namen an.")


def _industry(value: object, today: date) -> str:
    if not value:
        return ""
    known = _knows(industry, value) and industry(str(value)).level >= DIVISION
    return "" if known else _("Diese Branche gibt es nicht. Suchen Sie sie mit einem Wort, zum Beispiel „Tischlerei“.")


def _municipality(value: object, today: date) -> str:
    known = not value or (bool(re.fullmatch(r"\d{8}", str(value))) and _knows(municipality, value))
    return "" if known else _("Wählen Sie eine Stadt oder Gemeinde aus der Liste.")


def _postcode(value: object, today: date) -> str:
    good = not value or re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z -]{2,9}", str(value))
    return "" if good else _("Geben Sie die Postleitzahl so an: 59555")


def _place_problem(values: Mapping[str, object]) -> str:
    """In Kreis Soest every postcode belongs to one municipality."""
    code, ags = str(values.get("postcode") or ""), str(values.get("municipality") or "")
    found = municipality_of_postcode(code) if code else None
    if found and ags and found.ags != ags:
        return _("%(code)s gehört zu %(right)s, nicht zu %(wrong)s.") % {
            "code": code, "right": found.name, "wrong": municipality(ags).name,
        }  # fmt: skip
    if code and ags and not found:
        return _("%(code)s liegt nicht in %(place)s.") % {"code": code, "place": municipality(ags).name}
    return ""


def _website(value: object, today: date) -> str:
    if not value:
        return ""
    try:
        URLValidator(schemes=["http", "https"])(str(value))
        good = "@" not in urlsplit(str(value)).netloc
    except (ValidationError, ValueError):
        good = False
    return "" if good else _("Geben Sie die Website so an: https://www.betrieb.de")


def _email(value: object, today: date) -> str:
    if not value:
        return ""
    try:
        EmailValidator()(str(value))
    except ValidationError:
        return _("Geben Sie die E-Mail-Adresse so an: name@betrieb.de")
    return ""


def _phone(value: object, today: date) -> str:
    text = str(value or "")
    good = re.fullmatch(r"[0-9+()/. –-]*", text) and (not text or sum(sign.isdigit() for sign in text) >= 4)
    return "" if good else _("Geben Sie die Telefonnummer mit Vorwahl an: 02941 5550112")


def _between(lowest: int, highest: Callable[[date], int]) -> Callable[[object, date], str]:
    def check(value: object, today: date) -> str:
        if value is None or (isinstance(value, int) and lowest <= value <= highest(today)):
            return ""
        top = highest(today)
        shown = f"{top:,}".replace(",", ".") if top > 9999 else top
        ends = {"lowest": lowest, "highest": shown}
        return _("Geben Sie eine Zahl von %(lowest)s bis %(highest)s an.") % ends

    return check


def _past_day(value: object, today: date) -> str:
    good = value is None or (isinstance(value, date) and date(1950, 1, 1) <= value <= today)
    return "" if good else _("Geben Sie ein Datum an, das nicht in der Zukunft liegt.")


def _coming_day(value: object, today: date) -> str:
    good = value is None or (isinstance(value, date) and today <= value <= today + timedelta(days=366))
    return "" if good else _("Geben Sie einen Tag von heute bis in einem Jahr an.")


def _one_of(known: Callable[[], object], optional: bool = True) -> Callable[[object, date], str]:
    def check(value: object, today: date) -> str:
        good = (optional and value in ("", None)) or value in known()  # type: ignore[operator]
        return "" if good else _("Wählen Sie eine der Möglichkeiten aus.")

    return check


def _list_of(known: Callable[[str], bool]) -> Callable[[object, date], str]:
    def check(value: object, today: date) -> str:
        good = isinstance(value, list | tuple) and len(value) <= 30 and all(known(str(one)) for one in value)
        return "" if good else _("Wählen Sie aus den Möglichkeiten aus.")

    return check


CHECKS: dict[str, Callable[[object, date], str]] = {
    "name": _name,
    "kind": _one_of(lambda: Organisation.Kind.values, optional=False),
    "source": _one_of(lambda: Organisation.Source.values),
    "industry": _industry,
    "municipality": _municipality,
    "postcode": _postcode,
    "website": _website,
    "email": _email,
    "phone": _phone,
    "head_count": _between(0, lambda today: MAX_HEADS),
    "head_count_on": _past_day,
    "founded": _between(FIRST_YEAR, lambda today: today.year),
    "languages": _list_of(LANGUAGES.__contains__),
    "salutation": _one_of(lambda: ["Frau", "Herr"]),
    "language": _one_of(lambda: ["de", "en"], optional=False),
    "stage": _one_of(lambda: StartupProfile.Stage.values),
    "forms": _list_of(FORMS.__contains__),
    "target_industries": _list_of(lambda code: not _industry(code, date.min)),
    "target_sizes": _list_of(lambda key: key in {size.key for size in size_classes()}),
    "capacity": _between(0, lambda today: 50),
    "until": _coming_day,
    "since": _past_day,
    "year": _between(1990, lambda today: today.year),
    "permission": _one_of(lambda: Channel.Permission.values, optional=False),
}


def contact_problems(values: Mapping[str, object], today: date) -> Problems:
    """A contact needs a name and a way to be reached."""
    found = problems_with(values, today)
    if not (values.get("first_name") or values.get("last_name")):
        found.setdefault("last_name", _("Geben Sie einen Namen an."))
    if not (values.get("email") or values.get("phone")):
        found.setdefault("email", _("Geben Sie eine Telefonnummer oder E-Mail-Adresse an."))
    return found


def channel_problems(contact: Contact, values: Mapping[str, object], today: date) -> Problems:
    """§ 7 UWG: e-mails to many need a consent in words; every way needs its source and its address."""
    found = problems_with(values, today)
    permission = values.get("permission")
    by_mail = permission in (Channel.Permission.MAILINGS, Channel.Permission.OWN_CASES)
    if not values.get("source_text"):
        found.setdefault("source_text", _("Geben Sie an, woher Sie das wissen, zum Beispiel „Gespräch am 12.11.“."))
    if values.get("since") is None:
        found.setdefault("since", _("Geben Sie an, seit wann das gilt."))
    if by_mail and not contact.email:
        found.setdefault("permission", _("Zu dieser Person fehlt die E-Mail-Adresse."))
    if permission == Channel.Permission.PHONE and not contact.phone:
        found.setdefault("permission", _("Zu dieser Person fehlt die Telefonnummer."))
    if permission == Channel.Permission.POST and not (contact.organisation.street and contact.organisation.place):
        found.setdefault("permission", _("Zu diesem Betrieb fehlt die Postanschrift."))
    if permission == Channel.Permission.MAILINGS and not values.get("consent_text"):
        found.setdefault("consent_text", _("Halten Sie fest, mit welchen Worten die Person eingewilligt hat."))
    return found
