"""The directory as a spreadsheet."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dnm.accounts.rules import Actor
from dnm.documents.xlsx import Column, Sheet, write_xlsx

from .industries import industry, size_classes
from .models import Channel, Organisation
from .places import municipality
from .queries import Filters


def organisations_xlsx(organisations: Iterable[Organisation], filters: Filters, *, by: Actor, now: datetime) -> bytes:
    """Two sheets: the rows of ``DirectoryList.export_rows``, and what was filtered, when and by whom."""
    language = "de" if (get_language() or "de").startswith("de") else "en"
    rows = [_row(organisation, language) for organisation in organisations]
    sheets = [
        Sheet(_("Verzeichnis"), _columns(), rows),
        Sheet(_("Herkunft"), [Column(_("Angabe")), Column(_("Wert"))], list(_origin(filters, len(rows), by))),
    ]
    return write_xlsx(sheets, title=_("Verzeichnis"), created_at=now)


def _columns() -> list[Column]:
    text = [_("Name"), _("Art"), _("Rechtsform"), _("Straße"), _("Postleitzahl"), _("Ort"), _("Gemeinde")]
    rest = [_("Größe"), _("Themen"), _("Website"), _("Zuständig")]
    person = [_("Ansprechperson"), _("Funktion"), _("E-Mail-Adresse"), _("Telefon")]
    return [
        *(Column(title) for title in text),
        Column(_("Branche (Code)")),
        Column(_("Branche")),
        Column(_("Beschäftigte"), kind="whole"),
        *(Column(title) for title in rest),
        *(Column(title) for title in person),
        Column(_("Rundbriefe erlaubt"), kind="yesno"),
        Column(_("Anrufe erlaubt"), kind="yesno"),
        Column(_("aufgenommen am"), kind="date"),
    ]


def _row(organisation: Organisation, language: str) -> list[object]:
    contact = next(iter(getattr(organisation, "primary_contacts", ())), None)
    allowed = {channel.permission for channel in contact.channels.all()} if contact else set()
    size = next((one.label(language) for one in size_classes() if one.key == organisation.size_class), "")
    topics = [getattr(topic, f"name_{language}") for topic in organisation.topics.all()]
    return [
        organisation.name,
        organisation.get_kind_display(),
        organisation.legal_form,
        organisation.street,
        organisation.postcode,
        organisation.place,
        municipality(organisation.municipality).name if organisation.municipality else "",
        organisation.industry,
        _industry_title(organisation.industry, language),
        organisation.head_count,
        size,
        ", ".join(topics),
        organisation.website,
        organisation.scout.full_name if organisation.scout else "",
        *([contact.full_name, contact.position, contact.email, contact.phone] if contact else [""] * 4),
        Channel.Permission.MAILINGS in allowed,
        Channel.Permission.PHONE in allowed,
        organisation.created_at.date(),
    ]


def _industry_title(code: str, language: str) -> str:
    try:
        return industry(code).title(language) if code else ""
    except KeyError:  # a code of an older edition
        return ""


def _origin(filters: Filters, count: int, by: Actor) -> Iterator[list[object]]:
    yield [_("Zeilen"), str(count)]
    yield [_("erstellt von"), by.name]
    yield [_("Suchwort"), filters.text]
    for name, value in filters.chosen.items():
        yield [name, value]
