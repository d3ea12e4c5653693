import hashlib
from datetime import date, timedelta

from django.utils.translation import get_language

from dnm.journal.models import Entry

from .models import Centre, Closure, Deadline, OpeningHours, Text
from .texts import PLACES

KEPT_BY_THE_MACHINE = ("id", "changed_at", "ranking_weights")


def the_centre() -> Centre:
    """The one row; an unsaved default on a database that was never set up."""
    return Centre.objects.filter(pk=1).first() or Centre(pk=1)


def text(key: str, default: str = "") -> str:
    """The office's own wording in the reader's language, else in German, else the default of its place."""
    bodies = wordings(key)
    own = bodies.get((get_language() or "de")[:2]) or bodies.get("de")
    return own or default or (str(PLACES[key].default) if key in PLACES else "")


def wordings(key: str) -> dict[str, str]:
    """Language -> what the office wrote there."""
    return dict(Text.objects.filter(key=key).order_by("language").values_list("language", "body"))


def reworded_texts() -> dict[str, Text]:
    """Key -> its wording that changed last."""
    return {row.key: row for row in Text.objects.order_by("changed_at", "pk")}


def deadlines() -> dict[str, tuple[int, int | None]]:
    """State -> (days, reminder after days), as far as the office changed them."""
    return {row.state: (row.days, row.reminder_after) for row in Deadline.objects.order_by("state")}


def opening_hours() -> list[OpeningHours]:
    return list(OpeningHours.objects.all())


def closures_from(day: date) -> list[Closure]:
    return list(Closure.objects.filter(ends__gte=day).order_by("starts", "pk"))


def first_open_day(day: date) -> date:
    """The day itself, or the first one behind a closure or weekend that covers it."""
    closures = closures_from(day)
    while True:
        closed = next((c for c in closures if c.starts <= day <= c.ends), None)
        if closed:
            day = closed.ends + timedelta(days=1)
        elif day.weekday() >= 5:
            day += timedelta(days=7 - day.weekday())
        else:
            return day


# --- Two editors: what somebody saw when the form was opened, against what stands now ---


def version_of_centre() -> str:
    centre = the_centre()
    fields = [field.attname for field in Centre._meta.fields if field.name not in KEPT_BY_THE_MACHINE]
    return _version([getattr(centre, name) for name in fields])


def version_of_text(key: str) -> str:
    return _version(sorted(wordings(key).items()))


def version_of_deadlines() -> str:
    return _version(sorted(deadlines().items()))


def version_of_hours() -> str:
    return _version([(row.weekday, row.opens, row.closes) for row in opening_hours()])


def version_of_weights() -> str:
    return _version(sorted(the_centre().ranking_weights.items()))


def _version(values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def last_change(verb: str, **details: str) -> Entry | None:
    """Who changed this part of the settings last, and when."""
    entries = Entry.objects.filter(verb=verb, subject_label=Centre._meta.label_lower)
    for name, value in details.items():
        entries = entries.filter(**{f"details__{name}": value})
    return entries.select_related("aside").order_by("-id").first()
