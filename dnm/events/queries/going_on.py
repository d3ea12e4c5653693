"""After a talk: the consent to go on with our help, in the words each side reads before it ticks."""

from django.utils import translation
from django.utils.translation import gettext as _

from dnm.directory.queries import contact_for
from dnm.introductions.models import Introduction
from dnm.introductions.rules import field_labels, field_values
from dnm.introductions.workflow import REACHING_FIELDS, Party

from ..models import Encounter, EncounterRating, Participant

FIELDS = ("organisation", "person", "email", "phone")


def going_on_values(one: Participant) -> dict[str, str]:
    """Field -> what the other side would be told, as in a case; empty where nobody could be reached."""
    firm, person = one.organisation, contact_for(one.organisation)
    case = Introduction(company=firm, startup=firm, company_contact=person, startup_contact=person)
    values = {name: value for name, value in field_values(case, Party(one.side)).items() if name in FIELDS}
    return values if set(REACHING_FIELDS) & set(values) else {}


def going_on_text(one: Participant, other: str, language: str) -> str:
    """``other``: the name this side knows. Empty where there is none, or nobody to reach."""
    values = going_on_values(one)
    if not (values and other):
        return ""
    with translation.override(language):
        labels = field_labels()
        lines = [
            _("Wir möchten mit %(other)s in Verbindung bleiben. Das Büro darf uns begleiten und weitergeben:")
            % {"other": other},
            *(f"– {labels[name]}: {value}" for name, value in values.items()),
            _("Die Freigabe gilt, bis sie widerrufen wird. Ein Widerruf ist jederzeit möglich."),
        ]
    return "\n".join(lines)


def consents_to_go_on(held: Encounter) -> dict[Party, EncounterRating]:
    """Of both sides, as long as their words still say what is true; empty as long as one is missing."""
    found = {}
    for one, other in ((held.company, held.startup), (held.startup, held.company)):
        rating = next((rating for rating in held.ratings.all() if rating.side == one.side), None)
        if rating is None or not rating.going_on_text:
            return {}
        if rating.going_on_text != going_on_text(one, other.organisation.name_and_place, rating.going_on_language):
            return {}
        found[Party(one.side)] = rating
    return found
