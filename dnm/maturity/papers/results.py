"""A result to take away: two pages to pin up, every answer as a table, and the data that ``dnm score`` reads."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from dnm.centre.queries import the_centre
from dnm.documents.pdf import render_pdf
from dnm.documents.xlsx import Column, Sheet, write_xlsx
from dnm.engines.scoring import Item, ItemList, answer_labels, band_label, exclusion_labels
from dnm.engines.scoring.profile import worth
from dnm.engines.scoring.radar import FEWEST
from dnm.engines.scoring.wording import WITHOUT_ANSWER

from .. import findings
from ..models import Answer, Check
from ..queries.checks import Result, answers_of, result_of
from ..queries.figures import OwnComparison, comparison_for, national_comparison
from ..queries.measures import measures_for

MOST_SENTENCES, MOST_AXES, MOST_ROWS = 8, 12, 20
"""Topics up to which a sentence stands in each row, a radar is drawn, and all rows are printed."""
LONGEST_NAME, LONGEST_SHORT, LONGEST_SENTENCE = 80, 40, 200
"""Characters on paper; a questionnaire of one's own may say more on the page."""


def _short(text: str, most: int) -> str:
    return Truncator(text).chars(most)


def _closed(title: str) -> str:
    return title if title.endswith(("?", ".", "!")) else f"{title}."


def firm_of(check: Check) -> str:
    return check.organisation.name if check.organisation else str(check.firm.get("name", ""))


# --- To pin up ---


def result_paper(check: Check, *, language: str) -> bytes:
    """Two pages A4 as tagged PDF; the same check gives the same bytes as long as no figure beside it changes."""
    with translation.override(language):
        found, compared = result_of(check), comparison_for(check)
        values = {**_first_page(found, compared, language), **_second_page(found, compared, language)}
        return render_pdf("check_result", values, language=language, created_at=check.finished_at)


def _first_page(found: Result, compared: OwnComparison | None, language: str) -> dict[str, object]:
    check, rows = found.check, findings.rows(found, compared, language)
    overall = findings.overall_row(found, compared, language)
    title = found.questionnaire.title.in_language(language)
    firm = _short(firm_of(check), LONGEST_NAME)
    return {
        "letterhead": _letterhead(),
        "title": ", ".join(part for part in (title, firm) if part),
        "kicker": ", ".join(part for part in (title, firm, check.stage, _finished_on(check, language)) if part),
        "headline": _short(findings.headline(found, language), 2 * LONGEST_NAME),
        "lead": _short(findings.lead(found, language), 3 * LONGEST_SENTENCE),
        "change": findings.change_words(found, language),
        **_chart(found, rows, overall, compared),
        "own_column": _("Jetzt") if found.before else _("Sie"),
        "columns": [*([_("Vorher"), _("Änderung")] if found.before else []), *([_("Vergleich")] if compared else [])],
        "rows": [
            *(_line(row, found, compared, with_sentence=len(rows) <= MOST_SENTENCES) for row in rows[:MOST_ROWS]),
            _line(overall, found, compared, with_sentence=False) | {"last": True},
        ],
        "more": _("Die übrigen %(count)s Themen stehen auf der Seite Ihres Ergebnisses.")
        % {"count": len(rows) - MOST_ROWS}
        if len(rows) > MOST_ROWS
        else "",
    }


def _letterhead() -> dict[str, object]:
    centre = the_centre()
    return {"name": centre.name, "part": centre.region, "foot": [centre.operator or centre.name, centre.phone]}


def _finished_on(check: Check, language: str) -> str:
    assert check.finished_at, "a result belongs to a finished check"
    return _("abgeschlossen am %(day)s") % {"day": findings.written_day(check.finished_at, language)}


def _line(
    row: findings.Row, found: Result, compared: OwnComparison | None, *, with_sentence: bool
) -> dict[str, object]:
    before = [str(row.before), _signed(row.change)] if found.before else []
    return {
        "title": _short(row.title, LONGEST_NAME),
        "sentence": _short(row.sentence, LONGEST_SENTENCE) if with_sentence else "",
        "score": row.score,
        "further": [*before, *(["–" if row.compared is None else str(row.compared)] if compared else [])],
        "band": row.band,
    }


def _signed(value: int | None) -> str:
    return f"{value or 0:+d}".replace("+0", "0").replace("-", "\u2212")


def _chart(
    found: Result, rows: list[findings.Row], overall: findings.Row, compared: OwnComparison | None
) -> dict[str, object]:
    """``dashed``: the profile before, else the comparison; the radar only where it has a shape."""
    if not FEWEST <= len(rows) <= MOST_AXES:
        return {"chart": [], "dashed": [], "chart_words": "", "legend": ""}
    dashed = [row.before if found.before else row.compared for row in rows]
    legend = [_("Durchgezogen: Ihr Betrieb, %(score)s von 100.") % {"score": overall.score}]
    if found.before:
        legend.append(_("Gestrichelt: vorher, %(score)s von 100.") % {"score": overall.before})
    elif compared:
        firms = findings.compared_firms(compared)
        legend.append(_("Gestrichelt: %(firms)s, %(score)s.") % {"firms": firms, "score": overall.compared})
    values = ", ".join(f"{_short(row.title, LONGEST_NAME)} {row.score}" for row in rows)
    return {
        "chart": [{"short": _short(row.title, LONGEST_SHORT), "score": row.score} for row in rows],
        "dashed": [score for score in dashed if score is not None],
        "chart_words": _("Netzdiagramm, 0 bis 100 Punkte: %(values)s. Alle Werte stehen in der Tabelle.")
        % {"values": values},
        "legend": " ".join(legend),
    }


def _second_page(found: Result, compared: OwnComparison | None, language: str) -> dict[str, object]:
    check, national = found.check, national_comparison(found.check.size_class)
    steps = findings.suggestions(found, measures_for(check, language), language)
    reading = (
        findings.caution(found),
        findings.unanswered_words(found, language),
        _short(findings.overruled_words(found, language), 2 * LONGEST_SENTENCE),
        findings.comparison_words(compared, check, language),
        findings.national_words(national, check),
        findings.source_words() if national else "",
    )
    return {
        "steps_title": findings.steps_title(len(steps)),
        "steps": [_step(step) for step in steps],
        "nothing": findings.nothing_left(),
        "reading": [text for text in reading if text],
        "confidential": findings.confidentiality_words(check),
        "as_of": _("Stand der Antworten: %(day)s. Fragebogen %(key)s.")
        % {"day": findings.written_day(check.finished_at or timezone.now(), language), "key": check.questionnaire},
    }


def _step(step: findings.Suggestion) -> dict[str, str]:
    offer = step.offers[0] if step.offers else None
    return {
        "title": _short(step.title, LONGEST_NAME),
        "advice": _short(step.advice, 2 * LONGEST_SENTENCE),
        "reason": _short(step.reason, LONGEST_SENTENCE),
        "offer": _short(f"{_closed(offer.title)} {offer.text}", 2 * LONGEST_SENTENCE) if offer else "",
    }


# --- As a table ---


def result_table(check: Check, *, language: str, now: datetime) -> bytes:
    """Two sheets: the scores, and every question with its answer."""
    with translation.override(language):
        found = result_of(check)
        title = found.questionnaire.title.in_language(language)
        sheets = [
            Sheet(_("Ergebnis"), _score_columns(), list(_score_rows(found, language))),
            Sheet(_("Antworten"), _answer_columns(), list(_answer_rows(found, language))),
        ]
        return write_xlsx(sheets, title=title, created_at=now)


def _score_columns() -> list[Column]:
    return [
        Column(_("Thema")),
        Column(_("Punkte"), kind="whole"),
        Column(_("Punkte genau"), kind="decimal"),
        Column(_("Stufe")),
        Column(_("Vorher"), kind="whole"),
        Column(_("Änderung"), kind="whole"),
        Column(_("Vergleich"), kind="whole"),
        Column(_("abgeschlossen am"), kind="date"),
    ]


def _score_rows(found: Result, language: str) -> Iterator[list[object]]:
    compared, finished = comparison_for(found.check), found.check.finished_at
    rows = [*findings.rows(found, compared, language), findings.overall_row(found, compared, language)]
    exact = [*found.profile.dimensions.values(), found.profile.overall]
    assert finished, "a result belongs to a finished check"
    for row, score in zip(rows, exact, strict=True):
        day = timezone.localdate(finished)
        yield [row.title, row.score, score.points, row.band, row.before, row.change, row.compared, day]


def _answer_columns() -> list[Column]:
    return [
        Column(_("Thema")),
        Column(_("Frage"), width=60),
        Column(_("Antwort")),
        Column(_("zählt"), kind="percent"),
        Column(_("beantwortet am"), kind="moment"),
        Column(_("Kennung")),
    ]


def _answer_rows(found: Result, language: str) -> Iterator[list[object]]:
    """In the order of the questionnaire; what nobody answered stands there too."""
    answers = {row.item: row for row in Answer.objects.filter(check_done=found.check)}
    for topic in found.questionnaire.dimensions:
        for item_list in topic.lists:
            for item in item_list.all_items:
                yield _answer_row(topic.title.in_language(language), item_list, item, answers.get(item.id), language)


def _answer_row(topic: str, item_list: ItemList, item: Item, answer: Answer | None, language: str) -> list[object]:
    value = answer.value if answer else None
    labels = exclusion_labels(language) if item.kind == "exclusive" else answer_labels(item_list, language)
    labels |= {way: text.in_language(language) for way, text in WITHOUT_ANSWER.items()}
    said = next((text for one, text in labels.items() if type(one) is type(value) and one == value), None)
    counts = None if item.kind == "exclusive" else float(worth(item, {item.id: value}))
    return [topic, item.question.in_language(language), said, counts, answer.at if answer else None, item.id]


# --- As data ---


def result_document(check: Check) -> dict[str, Any]:
    """What ``dnm score`` reads, and beside it what it would say."""
    found = result_of(check)
    before = found.before
    said: Mapping[str, object] = answers_of(check)
    return {
        "questionnaire": check.questionnaire,
        "firm": firm_of(check),
        "stage": check.stage,
        "finished_at": check.finished_at.isoformat() if check.finished_at else None,
        "answers": {item: said[item] for item in found.questionnaire.items if item in said},
        "scores": found.profile.figures(),
        "bands": {topic: band_label(score.band, "en") for topic, score in found.profile.dimensions.items()},
        "unanswered": {one.item: one.reason for one in found.profile.unanswered},
        "overruled": list(found.profile.overruled),
        "before": {"stage": before.stage, "scores": before.scores, "overall": before.overall} if before else None,
    }
