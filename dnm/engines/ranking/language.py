"""Which language a text is written in, also for a few words. A person may correct the answer."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from dnm.engines.ranking.cleaning import clean, common_words, words

SUPPORTED = ("de", "en")
"""Languages the ranking is proven for; others are compared by meaning only."""

UNKNOWN = ""
_MOST_CHARACTERS = 2000
_COMMON = {"de": common_words("german_function_words"), "en": common_words("english_function_words")}
_SHAPES = {
    "de": re.compile(
        r"[äöüß]|(ung|ungen|keit|heit|lich|isch|ieren|schaft|nis|tz|ck)$|^(ge|ver|zer|ent|ein)\w{5}|sch|pf"
    ),
    "en": re.compile(r"(ing|tion|tions|ment|ness|able|ity|ies|ous|ed|ly|er|ers|s)$|th|wh|ough|sh|oo|ee|ea"),
}


@dataclass(frozen=True)
class Detected:
    """Language code ("" if the text has no words), how certain (0 to 1), and whether it is proven."""

    code: str
    certainty: float
    supported: bool


def detect(text: str, likely: str = "") -> Detected:
    """The language of a text; `likely` wins where the text itself says little.

    Function words decide; for the rest a statistical model is asked.
    """
    found = words(clean(text[: 2 * _MOST_CHARACTERS])[:_MOST_CHARACTERS])
    letters = [word for word in found if not word.isdigit()]
    if not letters:
        return Detected(UNKNOWN, 0.0, False)
    counts = {code: sum(word in common for word in letters) for code, common in _COMMON.items()}
    best, other = sorted(counts, key=lambda code: -counts[code])
    share = counts[best] / len(letters)
    if counts[best] >= 2 and share >= 0.15 and counts[best] >= 2 * counts[other]:
        return Detected(best, min(1.0, 0.9 + share / 2), True)
    return _ask_model(letters, counts, likely)


def _ask_model(letters: list[str], counts: dict[str, int], likely: str) -> Detected:
    """The model's log probabilities, moved by function words and word shapes; short texts lean to de, en."""
    scores = dict(_model().rank(" ".join(letters)))
    for code, shape in _SHAPES.items():
        hints = sum(bool(shape.search(word)) for word in letters)
        scores[code] += 25.0 * counts[code] + 4.0 * hints + 30.0 / len(letters)
    if likely in scores:
        scores[likely] += 20.0
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    gap = scores[ranked[0]] - scores[ranked[1]]
    certainty = 0.5 + 0.5 * min(1.0, gap / 30.0)
    return Detected(ranked[0], round(certainty, 2), ranked[0] in SUPPORTED)


@functools.lru_cache(maxsize=1)
def _model() -> Any:
    """The statistical model; read on first use because it takes half a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages(["de", "en", "fr", "nl", "it", "es", "pl", "tr", "pt", "cs", "ru", "uk", "ar", "zh", "ja"])
    model._full_model = None  # the other languages' tables would keep 60 MB
    return model
