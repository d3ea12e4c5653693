from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from dnm.accounts.rules import Actor
from dnm.journal.actions import record

from ..models import Note, Organisation, Topic
from ..rules import can_keep_directory, problems_with, tidy
from ..sorting import folded
from .checks import Invalid, only_good, only_if
from .journaling import note_organisation


@transaction.atomic
def add_note(organisation: Organisation, text: str, *, by: Actor) -> Note:
    """Kurznotiz. The same words by the same person on the same day, as after a double click, are one note."""
    only_if(can_keep_directory(by))
    values = tidy({"text": text})
    only_good(problems_with(values, timezone.localdate()))
    if not values["text"]:
        raise Invalid({"text": _("Schreiben Sie die Notiz.")})
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    latest = locked.notes.order_by("-pk").first()
    if latest and latest.text == values["text"] and latest.by_id == by.id and _is_today(latest):
        return latest
    note = Note.objects.create(organisation=locked, text=values["text"], by_id=by.id)
    note_organisation("organisation.noted", locked, by=by, note=note.pk)
    return note


def _is_today(note: Note) -> bool:
    return timezone.localtime(note.at).date() == timezone.localdate()


@transaction.atomic
def add_topic(*, name_de: str, name_en: str, by: Actor) -> Topic:
    """A topic for needs, offers and organisations; one that exists already is given back."""
    only_if(can_keep_directory(by))
    names = {"name_de": " ".join(name_de.split()), "name_en": " ".join(name_en.split())}
    problems = {
        field: problem
        for field, value in names.items()
        for problem in problems_with({"topic_name": value}, timezone.localdate()).values()
    }
    key = slugify(folded(names["name_de"]))[:40]
    if not key:
        problems.setdefault("name_de", _("Geben Sie das Thema auf Deutsch an."))
    if not names["name_en"]:
        problems.setdefault("name_en", _("Geben Sie das Thema auch auf Englisch an."))
    only_good(problems)
    topic, is_new = Topic.objects.get_or_create(key=key, defaults=names)
    if is_new:
        record("topic.added", topic, by=by, key=key)
    return topic
