"""What a result says in words, the same on the page and on paper. No queries; in the language that is active."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dnm.directory.industries import COARSE_GROUPS, size_classes
from dnm.engines.scoring import NextStep, band_label, rounded
from dnm.engines.scoring.model import Dimension
from dnm.engines.scoring.wording import WITHOUT_ANSWER

from .models import Check
from .queries.checks import Result
from .queries.figures import NationalComparison, OwnComparison
from .queries.measures import Step

HIGH, LOW, TOP = 51, 25, 76
"""A score from which on a topic is a strength; up to which all is a beginning; from which on nearly all is done."""


@dataclass(frozen=True)
class Row:
    """One topic, or all of them; ``change`` is that of the whole numbers beside it."""

    title: str
    sentence: str
    score: int
    band: str
    before: int | None
    change: int | None
    compared: int | None


@dataclass(frozen=True)
class Suggestion:
    """A step with its reason. ``offers``: measures of its topic, the one to begin with first; ``need``: a draft."""

    title: str
    advice: str
    reason: str
    offers: tuple[Step, ...]
    need: Step | None


# --- The finding ---


def headline(result: Result, language: str) -> str:
    """Where the company is strong, and the topic of the step that brings most: the first of the steps below."""
    (best, high), (_lowest, low) = _extremes(result)
    names = {"best": best.title.in_language(language), "next": _next_topic(result)[0].title.in_language(language)}
    if len(result.questionnaire.dimensions) == 1:
        return _("%(topic)s: %(band)s") % {"topic": names["best"], "band": band_label(result.profile.band, language)}
    if low >= TOP:
        return _("Sie sind in allen Themen weit vorn")
    if high == low:
        return _("In allen Themen gleich weit: %(score)s von 100") % {"score": high}
    if high <= LOW:
        return _("Sie stehen am Anfang. Am meisten bringt jetzt: %(next)s") % names
    if high >= HIGH:
        return _("Ihre Stärke: %(best)s. Am meisten bringt jetzt: %(next)s") % names
    return _("Am weitesten: %(best)s. Am meisten bringt jetzt: %(next)s") % names


def lead(result: Result, language: str) -> str:
    """The questionnaire's own sentences about the topics of the heading as far as they hold, and the whole."""
    said = [_sentence(topic, score, language) for topic, score in (_extremes(result)[0], _next_topic(result))]
    whole = _("Insgesamt sind es %(score)s von 100 Punkten.") % {"score": result.profile.overall.whole}
    return " ".join(dict.fromkeys(part for part in (*said, whole) if part))


def _extremes(result: Result) -> tuple[tuple[Dimension, int], tuple[Dimension, int]]:
    """The best and the lowest topic, the first of the file among equals."""
    scored = [(topic, result.profile.dimensions[topic.id].whole) for topic in result.questionnaire.dimensions]
    return max(scored, key=lambda pair: pair[1]), min(scored, key=lambda pair: pair[1])


def _next_topic(result: Result) -> tuple[Dimension, int]:
    """That of the first step; the lowest where nothing is left to do."""
    if not result.steps:
        return _extremes(result)[1]
    topic = result.questionnaire.dimension_of[result.steps[0].item.id]
    return topic, result.profile.dimensions[topic.id].whole


def _sentence(topic: Dimension, score: int, language: str) -> str:
    return (topic.strong if score >= HIGH else topic.weak).in_language(language)


# --- The table ---


def rows(result: Result, compared: OwnComparison | None, language: str) -> list[Row]:
    """A row for each topic, in the order of the questionnaire."""
    return [_row(result, topic, compared, language) for topic in result.questionnaire.dimensions]


def _row(result: Result, topic: Dimension, compared: OwnComparison | None, language: str) -> Row:
    score = result.profile.dimensions[topic.id]
    change = result.change.dimensions[topic.id] if result.change else None
    return Row(
        topic.title.in_language(language),
        _sentence(topic, score.whole, language),
        score.whole,
        band_label(score.band, language),
        change.before.whole if change else None,
        change.whole if change else None,
        compared.topics.get(topic.id) if compared else None,
    )


def overall_row(result: Result, compared: OwnComparison | None, language: str) -> Row:
    score, change = result.profile.overall, result.change.overall if result.change else None
    return Row(
        _("Gesamt"),
        "",
        score.whole,
        band_label(score.band, language),
        change.before.whole if change else None,
        change.whole if change else None,
        compared.overall if compared else None,
    )


# --- Comparisons ---


def day_of(quarter: str) -> date:
    """The last day whose results are counted in a quarter's figures: "2026-4" gives 30 September 2026."""
    year, number = (int(part) for part in quarter.split("-"))
    return date(year, 3 * number - 2, 1) - timedelta(days=1)


def compared_firms(compared: OwnComparison) -> str:
    """Whose mean it is, for the legend."""
    who = {
        "both": ngettext("%(count)s Betrieb Ihrer Branche und Größe", "%(count)s Betriebe Ihrer Branche und Größe",
                         compared.count),
        "industry": ngettext("%(count)s Betrieb Ihrer Branche", "%(count)s Betriebe Ihrer Branche", compared.count),
        "size": ngettext("%(count)s Betrieb Ihrer Größe", "%(count)s Betriebe Ihrer Größe", compared.count),
        "all": ngettext("%(count)s Betrieb im Zentrum", "%(count)s Betriebe im Zentrum", compared.count),
    }  # fmt: skip
    return who[compared.level] % {"count": compared.count}


def comparison_words(compared: OwnComparison | None, check: Check, language: str) -> str:
    """Which group, as of when, and why not a finer one."""
    if compared is None:
        return _(
            "Einen Vergleich mit anderen Betrieben zeigen wir, sobald genug Ergebnisse vorliegen: immer zum "
            "Quartal, und nur wenn mindestens fünf andere dahinterstehen."
        )
    day = written_day(day_of(compared.quarter), language)
    facts = {"firms": compared_firms(compared), "group": _group(compared, language), "day": day}
    said = _("Vergleich: %(firms)s%(group)s im Mittel, Stand %(day)s.") % facts
    rule = _("Wir zeigen ihn nur, wenn mindestens fünf andere dahinterstehen.")
    return " ".join(part for part in (said, rule, _why_not_finer(compared, check)) if part)


def _group(compared: OwnComparison, language: str) -> str:
    """ " (Industrie, 50 bis 249 Beschäftigte)"; nothing where all are counted."""
    industry = COARSE_GROUPS[compared.industry][language == "en"] if compared.industry else ""
    names = [name for name in (industry, size_label(compared.size, language)) if name]
    return f" ({', '.join(names)})" if names else ""


def _why_not_finer(compared: OwnComparison, check: Check) -> str:
    if compared.level == "both":
        return ""
    if not (check.industry and check.size_class):
        return _("Genauer geht es, sobald wir Branche und Größe Ihres Betriebs kennen.")
    return _("Eine engere Gruppe zeigen wir nicht, sie wäre zu klein.")


def size_label(key: str, language: str) -> str:
    return next((one.label(language) for one in size_classes() if one.key == key), "")


def national_words(national: NationalComparison | None, check: Check) -> str:
    """Germany, shown as what it is: another yardstick."""
    if national is None:
        if not check.size_class:
            return _("Wie Deutschland dasteht, können wir erst sagen, wenn wir die Größe Ihres Betriebs kennen.")
        return _("Für Betriebe unter 10 Beschäftigten gibt es keine deutsche Vergleichszahl: Eurostat fragt sie nicht.")
    return _(
        "In Deutschland erreichen %(share)s Prozent der Betriebe dieser Größe mindestens die Grundstufe des "
        "europäischen Digitalindex (Eurostat %(year)s). Er misst anderes und ist nicht umrechenbar."
    ) % {"share": round(national.at_least_basic), "year": national.year}


def source_words() -> str:
    return _("Quelle: Eurostat, Tabelle isoc_e_dii, CC BY 4.0, Daten verändert (gerundet).")


# --- Before and after ---


def change_words(result: Result, language: str) -> str:
    """How much more or less than the last time."""
    if result.change is None or result.before is None or result.before.finished_at is None:
        return ""
    points = result.change.overall.whole
    said = {"points": abs(points), "day": written_day(result.before.finished_at, language)}
    if points == 0:
        return _("Insgesamt so viele Punkte wie am %(day)s.") % said
    if points > 0:
        return ngettext("Ein Punkt mehr als am %(day)s.", "%(points)s Punkte mehr als am %(day)s.", points) % said
    return ngettext("Ein Punkt weniger als am %(day)s.", "%(points)s Punkte weniger als am %(day)s.", -points) % said


def caution(result: Result) -> str:
    """What a change does not say."""
    if result.change is None:
        return ""
    return _(
        "Lesen Sie aus wenigen Punkten nicht zu viel: Oft hat jemand anderes geantwortet, oder dieselbe Sache wird "
        "heute strenger gesehen. Woran eine Änderung liegt, sagen die Zahlen nicht."
    )


def written_day(moment: datetime | date, language: str) -> str:
    """12.10.2026 or 12 Oct 2026."""
    on = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return formats.date_format(on, "d.m.Y" if language == "de" else "j M Y")


# --- What was left open ---


def unanswered_words(result: Result, language: str) -> str:
    """How many questions count 0 because nobody said anything; empty when all were answered."""
    found: Counter[str] = Counter(one.reason for one in result.profile.unanswered)
    if not found:
        return ""
    names: dict[str, str] = {reason: text.in_language(language) for reason, text in WITHOUT_ANSWER.items()}
    names["blank"] = _("ohne Antwort")
    reasons = ", ".join(f"{found[reason]} × {name}" for reason, name in names.items() if found[reason])
    said = ngettext(
        "Eine Frage zählt 0, weil dazu nichts gesagt wurde: %(reasons)s.",
        "%(count)s Fragen zählen 0, weil dazu nichts gesagt wurde: %(reasons)s.",
        found.total(),
    )
    return said % {"count": found.total(), "reasons": reasons}


def overruled_words(result: Result, language: str) -> str:
    """Which ticks count nothing because another answer rules them out."""
    labels = [result.questionnaire.items[item].label.in_language(language) for item in result.profile.overruled]
    if not labels:
        return ""
    return _("Angekreuzt, aber durch eine andere Antwort ausgeschlossen und deshalb 0: %(labels)s.") % {
        "labels": ", ".join(labels)
    }


# --- Steps ---


def steps_title(count: int) -> str:
    titles = (
        _("Hier ist nichts mehr zu holen"),
        _("Ein Schritt, der am meisten bringt"),
        _("Zwei Schritte, die am meisten bringen"),
        _("Drei Schritte, die am meisten bringen"),
    )
    return titles[count]


def nothing_left() -> str:
    return _(
        "Alles, wonach der Check fragt, haben Sie schon. Erzählen Sie uns davon: Andere Betriebe lernen gern von Ihnen."
    )


def suggestions(result: Result, measures: Sequence[Step], language: str) -> list[Suggestion]:
    """The steps that would bring most, each with what the centre can do about its topic."""
    return [_suggestion(result, step, place, measures, language) for place, step in enumerate(result.steps)]


def _suggestion(result: Result, step: NextStep, place: int, measures: Sequence[Step], language: str) -> Suggestion:
    score = result.profile.dimensions[step.dimension].whole
    topic = result.questionnaire.dimension_of[step.item.id].title.in_language(language)
    gain = max(rounded(step.gain), 1)
    reason = ngettext(
        "Weil: %(topic)s %(score)s von 100. Das allein brächte dort bis zu einen Punkt mehr.",
        "Weil: %(topic)s %(score)s von 100. Das allein brächte dort bis zu %(gain)s Punkte mehr.",
        gain,
    ) % {"topic": topic, "score": score, "gain": gain}
    own = [one for one in measures if one.topic == step.dimension]
    offers = [one for one in own if one.need is None]
    # Another kind comes first at each step, so that the three do not all say the same.
    first = offers[place % len(offers) :] + offers[: place % len(offers)] if offers else []
    need = next((one for one in own if one.need), None)
    return Suggestion(
        step.item.label.in_language(language), step.item.advice.in_language(language), reason, tuple(first), need
    )


# --- Who sees it ---


def confidentiality_words(check: Check) -> str:
    """For the company and its guests; the office reads the same."""
    if check.organisation_id is None and not check.firm:
        return _("Dieses Ergebnis sehen nur Sie. Das Büro sieht es erst, wenn Sie uns Ihren Betrieb nennen.")
    scout = check.scout
    if scout:
        return _(
            "Vertraulich: Dieses Ergebnis sehen Ihr Betrieb und die Digitalscouts des Zentrums, zuständig ist "
            "%(scout)s. Träger und Fördergeber erhalten nur Summen über alle Betriebe."
        ) % {"scout": scout.full_name}
    return _(
        "Vertraulich: Dieses Ergebnis sehen Ihr Betrieb und die Digitalscouts des Zentrums. Träger und Fördergeber "
        "erhalten nur Summen über alle Betriebe."
    )
