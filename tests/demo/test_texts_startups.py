"""The texts of the demo region's start-ups: complete, within their lists, and each written for itself."""

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DNM = Path(__file__).resolve().parents[2] / "dnm"
TEXTS = DNM / "demo" / "texts"
REFERENCE = DNM / "directory" / "reference"
LARGEST_FILE = 400_000  # bytes
LONGEST_SHARED_RUN = 8  # words two offers may have in common, one after the other
TODAY = 2026

TOPICS = {
    "production-planning", "quality-inspection", "energy", "logistics", "care-documentation", "sales-online",
    "customer-service", "skilled-workers", "it-security", "data-analysis", "maintenance", "construction-site",
    "warehouse", "finance-office", "training", "agriculture", "tourism", "materials",
}  # fmt: skip
FORMS = {"pilot", "purchase", "joint_development", "licence", "research"}
ONE_OF = {
    "stage": {"idea", "seed", "early", "growth", "later"},
    "model": {"b2b", "b2b2c", "b2g"},
    "business": {"saas", "platform", "services", "manufacturing"},
    "sector": {
        "agri", "chemicals", "construction", "consulting", "education", "energy", "finance", "health", "hr",
        "industrial", "it", "media", "mobility", "nutrition", "other", "security", "sports", "textiles",
        "tourism",
    },
}  # fmt: skip
REASONS = {
    "no_budget", "wrong_timing", "wrong_technology", "too_early", "too_late", "already_solved", "competitor",
    "no_capacity", "no_decision_maker", "terms", "no_answer",
}  # fmt: skip


@cache
def startups() -> list[dict[str, Any]]:
    rows = []
    for path in sorted(TEXTS.glob("startups*.yaml")):
        rows += yaml.safe_load(path.read_text(encoding="utf-8"))
    return rows


@cache
def answers() -> dict[str, list[dict[str, str]]]:
    return yaml.safe_load((TEXTS / "answers.yaml").read_text(encoding="utf-8"))


def offers() -> list[tuple[str, dict[str, str]]]:
    return [(row["key"], offer) for row in startups() for offer in row["offers"]]


def repeated(values: list[Any]) -> list[Any]:
    return [value for value, times in Counter(values).items() if times > 1]


def named(startup: str) -> dict[str, Any]:
    return next(row for row in startups() if row["name"] == startup)


def test_there_are_122_startups_with_142_offers_and_no_file_is_too_large() -> None:
    assert len(startups()) == 122
    assert Counter(len(row["offers"]) for row in startups()) == {1: 102, 2: 20}
    files = [*TEXTS.glob("startups*.yaml"), TEXTS / "answers.yaml"]
    assert [path.name for path in files if path.stat().st_size >= LARGEST_FILE] == []


def test_every_startup_has_the_same_fields() -> None:
    fields = [
        "key", "name", "city", "state", "founded", "stage", "team", "languages", "model", "business",
        "sector", "topics", "industries", "forms", "price", "capacity", "paused_until", "vouched",
        "vouched_on", "listed", "website", "contact", "references", "offers",
    ]  # fmt: skip
    person = ["first_name", "last_name", "salutation", "role", "email", "phone", "letter_language"]
    assert {tuple(row) for row in startups()} == {tuple(fields)}
    assert {tuple(row["contact"]) for row in startups()} == {tuple(person)}


def test_keys_names_mail_addresses_and_telephone_numbers_are_unique() -> None:
    assert repeated([row["key"] for row in startups()]) == []
    assert repeated([row["name"].casefold() for row in startups()]) == []
    assert repeated([row["contact"]["email"] for row in startups()]) == []
    assert repeated([row["contact"]["phone"] for row in startups()]) == []
    assert [row["key"] for row in startups() if not re.fullmatch(r"[a-z][a-z0-9-]+", row["key"])] == []


def test_between_55_and_65_per_cent_write_english_only() -> None:
    languages = Counter(tuple(row["languages"]) for row in startups())
    assert set(languages) == {("de",), ("en",), ("de", "en")}
    assert 0.55 <= languages["en",] / len(startups()) <= 0.65


def test_every_offer_and_every_letter_is_in_a_language_the_startup_writes() -> None:
    assert [key for key, offer in offers() if offer["lang"] not in named_languages(key)] == []
    letters = [(row["key"], row["contact"]["letter_language"]) for row in startups()]
    assert [key for key, language in letters if language not in named_languages(key)] == []


def named_languages(key: str) -> list[str]:
    return next(row["languages"] for row in startups() if row["key"] == key)


def test_stage_sector_model_topics_and_forms_come_from_their_lists() -> None:
    for field, allowed in ONE_OF.items():
        assert {row[field] for row in startups()} - allowed == set(), field
    assert {topic for row in startups() for topic in row["topics"]} == TOPICS
    assert {form for row in startups() for form in row["forms"]} == FORMS
    assert {row["contact"]["salutation"] for row in startups()} == {"Frau", "Herr", ""}
    lists = ("topics", "industries", "forms")
    assert [row["key"] for row in startups() for name in lists if not row[name] or repeated(row[name])] == []


def test_industries_are_divisions_of_wz_2025() -> None:
    divisions = {row["code"] for row in reference_rows("wz2025.csv") if re.fullmatch(r"\d\d", row["code"])}
    targets = {division for row in startups() for division in row["industries"]}
    of_references = {reference["industry"] for row in startups() for reference in row["references"]}
    assert (targets | of_references) - divisions == set()


def test_cities_and_their_states_are_those_of_the_directory() -> None:
    known = {(row["name"], row["state"]) for row in reference_rows("cities.csv")}
    assert {(row["city"], row["state"]) for row in startups()} - known == set()


def reference_rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_prices_are_whole_euros_with_a_unit() -> None:
    prices = [row["price"] for row in startups() if row["price"]]
    assert {tuple(price) for price in prices} == {("min", "max", "unit")}
    assert {price["unit"] for price in prices} == {"once", "month"}
    assert {type(price["min"]) for price in prices} == {int}
    assert [price for price in prices if price["max"] is not None and price["max"] <= price["min"]] == []


def test_three_startups_pause_fifteen_are_vouched_for_and_three_quarters_are_listed() -> None:
    assert {row["capacity"] for row in startups()} == {0, 1, 2, 3, 4}
    paused = [row["paused_until"] for row in startups() if row["paused_until"]]
    assert [day > "2026-11-23" for day in paused] == [True, True, True]
    assert sum(row["vouched"] for row in startups()) == 15
    assert [row["key"] for row in startups() if row["vouched"] != bool(row["vouched_on"])] == []
    assert 0.70 <= sum(row["listed"] for row in startups()) / len(startups()) <= 0.80


def test_addresses_and_telephone_numbers_reach_nobody() -> None:
    for row in startups():
        assert row["website"] == f"https://{row['key']}.example"
        assert re.fullmatch(rf"[a-z.]+@{re.escape(row['key'])}\.example", row["contact"]["email"])
        assert re.fullmatch(r"\+49 [1-9]\d{1,3} 555 0\d{3}", row["contact"]["phone"]), row["contact"]["phone"]


def test_references_are_at_most_three_and_younger_than_the_startup() -> None:
    found = [(row, reference) for row in startups() for reference in row["references"]]
    assert {tuple(reference) for _, reference in found} == {("text", "industry", "year", "size")}
    assert {len(row["references"]) for row in startups()} == {0, 1, 2, 3}
    assert [row["key"] for row, reference in found if not row["founded"] <= reference["year"] <= TODAY] == []


def test_offers_have_45_to_110_words_and_a_title_of_their_own() -> None:
    assert [key for key, offer in offers() if not 45 <= len(offer["text"].split()) <= 110] == []
    assert {tuple(offer) for _, offer in offers()} == {("lang", "title", "text")}
    assert repeated([offer["title"].casefold() for _, offer in offers()]) == []


def test_no_two_offers_share_a_run_of_more_than_eight_words() -> None:
    assert shared_runs([offer["text"] for _, offer in offers()], LONGEST_SHARED_RUN + 1) == []


def test_a_shared_run_is_found_across_case_and_punctuation() -> None:
    assert shared_runs(["We come, we see. We go home", "Yes: we come we see"], 4) == ["we come we see"]


def shared_runs(texts: list[str], length: int) -> list[str]:
    """Every run of `length` words that stands in more than one of the texts."""
    holders: Counter[str] = Counter()
    for text in texts:
        words = re.findall(r"\w+", text.casefold())
        holders.update({" ".join(words[at : at + length]) for at in range(len(words) - length + 1)})
    return sorted(run for run, times in holders.items() if times > 1)


def test_cities_follow_the_metropolises_with_north_rhine_westphalia_stronger() -> None:
    cities = Counter(row["city"] for row in startups())
    most = [city for city, _ in cities.most_common(5)]
    assert most == ["Berlin", "München", "Köln", "Hamburg", "Düsseldorf"]
    assert 0.3 <= Counter(row["state"] for row in startups())["Nordrhein-Westfalen"] / len(startups()) <= 0.4


def test_the_startups_people_know_from_the_pages_keep_their_facts() -> None:
    facts = {
        row["name"]: (row["city"], row["languages"], row["founded"], row["team"], row["capacity"])
        for row in startups()
        if row["name"] in ("Crumbcast", "Kornwert", "Ofenblick")
    }
    assert facts == {
        "Crumbcast": ("Berlin", ["en"], 2023, 7, 2),
        "Kornwert": ("Düsseldorf", ["de"], 2021, 12, 1),
        "Ofenblick": ("Düsseldorf", ["de"], 2022, 5, 3),
    }
    assert named("Crumbcast")["price"] == {"min": 900, "max": None, "unit": "month"}
    for phrase in (
        "daily demand forecast for every shop and product",
        "works from delivery notes and weather, no POS integration needed",
    ):
        assert phrase in named("Crumbcast")["offers"][0]["text"]
    assert [named("Gussauge")["contact"][part] for part in ("first_name", "last_name")] == ["Leyla", "Aksoy"]
    assert len(named("Gussauge")["references"]) == 3
    homes = {"Palettario": "Düsseldorf", "Stapelhirn": "Berlin", "Werkfunk": "Köln", "Gussauge": "Köln"}
    homes |= {"Pflegewort": "Berlin", "Spanblick": "Berlin", "Torquelane": "Köln", "Funkelei": "Essen"}
    assert {name: named(name)["city"] for name in homes} == homes


def test_answers_hold_twenty_questions_fifteen_reasons_and_twenty_sentences_in_each_language() -> None:
    assert {kind: len(entries) for kind, entries in answers().items()} == {
        "questions": 20,
        "pass_on_reasons": 15,
        "acceptances": 40,
    }
    assert Counter(entry["lang"] for entry in answers()["questions"]) == {"de": 10, "en": 10}
    assert Counter(entry["lang"] for entry in answers()["pass_on_reasons"]) == {"de": 8, "en": 7}
    assert Counter((entry["question"], entry["lang"]) for entry in answers()["acceptances"]) == {
        (question, language): times
        for question, times in (("fit", 7), ("needs", 7), ("start", 6))
        for language in ("de", "en")
    }


def test_answers_use_known_reasons_and_never_repeat_themselves() -> None:
    texts = [entry["text"] for entries in answers().values() for entry in entries]
    assert {entry["code"] for entry in answers()["pass_on_reasons"]} - REASONS == set()
    assert repeated([entry["key"] for entry in answers()["questions"]]) == []
    assert repeated(texts) == []
    assert shared_runs(texts, LONGEST_SHARED_RUN + 1) == []
