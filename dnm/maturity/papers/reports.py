"""Files about checks: the list of a round for post and telephone, scores for reports, published means."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dnm.accounts.rules import Actor
from dnm.centre.queries import the_centre
from dnm.directory.industries import COARSE_GROUPS, industry, size_classes
from dnm.directory.places import municipality
from dnm.documents.csv import write_csv
from dnm.documents.pdf import render_pdf
from dnm.documents.xlsx import Column, Sheet, write_xlsx

from ..models import Invited, Round
from ..queries.figures import ExportRow, OwnComparison
from ..queries.questionnaires import shelf
from ..workflow import Stage

# --- The list of a round ---


def round_list_xlsx(planned: Round, rows: Sequence[Invited], *, by: Actor, now: datetime) -> bytes:
    columns = [Column(title) for title in _list_titles()]
    sheets = [Sheet(_("Anrufe und Briefe"), columns, [_list_row(row) for row in rows]), _origin(len(rows), by, now)]
    return write_xlsx(sheets, title=planned.title, created_at=now)


def round_list_pdf(planned: Round, rows: Sequence[Invited], *, by: Actor, now: datetime) -> bytes:
    centre = the_centre()
    return render_pdf(
        "contact_list",
        {
            "letterhead": {
                "name": centre.name, "part": centre.region, "foot": [centre.operator or centre.name, centre.phone],
            },
            "title": _("Anrufe und Briefe: %(round)s") % {"round": planned.title},
            "lines": [_("Antwort erbeten bis %(day)s") % {"day": _day(planned.due_on)}, _made(by, now)],
            "columns": _list_titles(),
            "rows": [_list_row(row) for row in rows],
            "note_title": _("Ihre Worte im Brief"),
            "note": planned.text,
            "empty": _("Alle Betriebe dieser Runde sind per E-Mail zu erreichen oder haben begonnen."),
        },
        language=_language(),
        created_at=now.replace(microsecond=0),
    )  # fmt: skip


def _list_titles() -> list[str]:
    return [_("Weg"), _("Betrieb"), _("Ansprechperson"), _("Telefon"), _("Anschrift")]


def _list_row(row: Invited) -> list[str]:
    firm, contact = row.organisation, row.contact
    address = ", ".join(part for part in (firm.street, f"{firm.postcode} {firm.place}".strip()) if part)
    person = [contact.full_name, contact.phone] if contact else ["", ""]
    return [str(row.get_way_display()), firm.name, *person, address]


# --- Scores for reports ---


def report_xlsx(rows: Iterable[ExportRow], *, by: Actor, now: datetime) -> bytes:
    """One sheet per questionnaire, because their topics differ, and one that says where the figures come from."""
    found = list(rows)
    sheets = []
    for key in dict.fromkeys(row.questionnaire for row in found):
        own = [row for row in found if row.questionnaire == key]
        sheets.append(Sheet(_title(key), _report_columns(key), [_report_row(row) for row in own]))
    return write_xlsx([*sheets, _origin(len(found), by, now)], title=_("Digital-Check"), created_at=now)


def report_csv(rows: Iterable[ExportRow], key: str) -> bytes:
    """One questionnaire: a table has one head."""
    own = [_report_row(row) for row in rows if row.questionnaire == key]
    return write_csv([column.title for column in _report_columns(key)], own)


def _report_columns(key: str) -> list[Column]:
    facts = [
        _("Kunde"),
        _("Name"),
        _("Größe"),
        _("Branche"),
        _("Branche (Code)"),
        _("Gemeinde"),
        _("Gemeindeschlüssel"),
    ]
    columns = [Column(title) for title in [*facts, _("Fragebogen")]]
    for stage in Stage:
        columns.append(Column(_("%(stage)s Datum") % {"stage": stage}, kind="date"))
        columns += [Column(f"{stage} {title}", kind="whole") for title in _topics(key).values()]
        columns.append(Column(_("%(stage)s gesamt") % {"stage": stage}, kind="whole"))
    return columns


def _report_row(row: ExportRow) -> list[object]:
    facts: list[object] = [
        str(row.customer), row.name, _size(row.size_class), _industry(row.industry), row.industry,
        _town(row.municipality), row.municipality, row.questionnaire,
    ]  # fmt: skip
    for stage in Stage:
        scores = row.scores.get(stage, {})
        facts += [row.dates.get(stage), *(scores.get(topic) for topic in _topics(row.questionnaire))]
        facts.append(scores.get("overall"))
    return facts


# --- What leaves the office ---


def means_xlsx(found: Sequence[OwnComparison], key: str, *, now: datetime) -> bytes:
    """Published means only: each of six companies or more, never taken apart."""
    group = [Column(_("Branche")), Column(_("Größe")), Column(_("Betriebe"), kind="whole")]
    topics = [Column(title, kind="whole") for title in _topics(key).values()]
    columns = [*group, *topics, Column(_("gesamt"), kind="whole"), Column(_("Stand (Quartal)"))]
    rows = [
        [industry_group(one.industry), _size(one.size) or _("alle"), one.count, *one.topics.values(), one.overall,
         one.quarter]
        for one in found
    ]  # fmt: skip
    return write_xlsx([Sheet(_title(key), columns, rows)], title=_title(key), created_at=now)


def industry_group(key: str) -> str:
    if not key:
        return _("alle")
    return COARSE_GROUPS[key][1 if _language() == "en" else 0]


def _origin(count: int, by: Actor, now: datetime) -> Sheet:
    rows = [[_("Zeilen"), str(count)], [_("erstellt"), _made(by, now)]]
    return Sheet(_("Herkunft"), [Column(_("Angabe")), Column(_("Wert"))], rows)


def _made(by: Actor, now: datetime) -> str:
    return _("Erstellt am %(day)s von %(name)s") % {"day": _day(timezone.localtime(now)), "name": by.name}


def _day(day: object) -> str:
    return formats.date_format(day, "j M Y" if _language() == "en" else "d.m.Y")  # type: ignore[arg-type]


def _language() -> str:
    return "de" if (get_language() or "de").startswith("de") else "en"


def _title(key: str) -> str:
    found = shelf().known.get(key)
    return found.title.in_language(_language()) if found else key


def _topics(key: str) -> dict[str, str]:
    found = shelf().known.get(key)
    return {topic.id: topic.title.in_language(_language()) for topic in found.dimensions} if found else {}


def _size(key: str) -> str:
    return next((one.label(_language()) for one in size_classes() if one.key == key), "")


def _industry(code: str) -> str:
    try:
        return industry(code).title(_language()) if code else ""
    except KeyError:  # a code of an older edition
        return ""


def _town(ags: str) -> str:
    return municipality(ags).name if ags else ""
