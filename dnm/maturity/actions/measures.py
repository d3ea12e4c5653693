from django.db import transaction
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.directory.actions.checks import only_good
from dnm.journal.actions import record

from ..models import Measure
from ..queries.measures import TEXTS, shipped_measures
from ..queries.questionnaires import family, shelf
from ..rules import works_on_checks
from .steps import only_if

COLUMNS = ("questionnaire", "topic", "below", "kind", "active", "texts", "link")
LONGEST = 600


@transaction.atomic
def change_measure(key: str, *, by: Actor, **values: object) -> Measure:
    """Change a row of the rule table or add one. Raises ``Invalid`` with problems per field.

    ``texts``: language -> title, text, goal; German is needed. ``below``: for scores under it, 1 to 100.
    """
    only_if(works_on_checks(by))
    measure = Measure.objects.select_for_update().filter(key=key).first()
    measure = measure or Measure(**(shipped_measures().get(key) or {"key": key}))
    for name in COLUMNS:
        setattr(measure, name, values.get(name, getattr(measure, name)))
    only_good(_problems(measure))
    measure.save()
    record("measure.changed", measure, by=by, key=key, active=measure.active)
    return measure


@transaction.atomic
def restore_measure(key: str, *, by: Actor) -> None:
    """The words of the package again; one of the office's own is gone."""
    only_if(works_on_checks(by))
    measure = Measure.objects.select_for_update().filter(key=key).first()
    if measure is None:
        raise Refused(_("Diese Maßnahme ist nicht geändert."))
    record("measure.restored", measure, by=by, key=key)
    measure.delete()


def _problems(measure: Measure) -> dict[str, str]:
    found = {}
    known = {family(key): one for key, one in shelf().known.items()}
    topics = {topic.id for topic in known[measure.questionnaire].dimensions} if measure.questionnaire in known else ()
    if measure.topic not in topics:
        found["topic"] = _("Wählen Sie ein Thema dieses Fragebogens.")
    if measure.kind not in Measure.Kind.values:
        found["kind"] = _("Wählen Sie die Art der Maßnahme.")
    if not isinstance(measure.below, int) or not 1 <= measure.below <= 100:
        found["below"] = _("Geben Sie eine Zahl von 1 bis 100 ein.")
    words = [str(texts.get(name, "")) for texts in measure.texts.values() for name in TEXTS]
    if not measure.texts.get("de", {}).get("title", "").strip():
        found["texts"] = _("Geben Sie der Maßnahme einen Titel.")
    elif max(len(text) for text in words) > LONGEST:
        found["texts"] = _("Kürzen Sie den Text auf %(most)s Zeichen.") % {"most": LONGEST}
    if measure.link and not measure.link.startswith(("https://", "http://")):
        found["link"] = _("Geben Sie eine Adresse ein, die mit https:// beginnt.")
    return found
