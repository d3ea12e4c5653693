"""The texts of the demo region's companies, needs and people: complete, within their lists, no need twice."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from dnm.accounts.workflow import Role
from dnm.directory.models import Organisation
from dnm.matching.models import Budget, Form, Need

pytestmark = pytest.mark.once

DNM = Path(__file__).resolve().parents[2] / "dnm"
TEXTS = DNM / "demo" / "texts"
REFERENCE = DNM / "directory" / "reference"
LARGEST_FILE = 400_000  # bytes
LONGEST_SHARED_SENTENCE = 8  # words; needs may share short ones such as "Gemischt ist gemischt."
PHONE = re.compile(r"0\d{2,4} 555-0\d{3}")
EMAIL = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+@[a-z0-9.-]+\.example")
YEAR = re.compile(r"\b20\d\d\b")

Row = dict[str, Any]


@cache
def read(name: str) -> Any:
    return yaml.safe_load((TEXTS / name).read_text(encoding="utf-8"))


@cache
def reference(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def topics() -> set[str]:
    return set(read("companies.yaml")["topics"])


def companies() -> list[Row]:
    rows: list[Row] = read("companies.yaml")["companies"]
    return rows


def needs() -> list[Row]:
    rows: list[Row] = read("needs.yaml")["needs"]
    return rows


def people() -> list[Row]:
    rows: list[Row] = read("people.yaml")["people"]
    return rows


def stories() -> Iterator[Row]:
    for name in ("minutes", "lessons", "shortlist_reasons", "agendas", "pilots"):
        yield from read("people.yaml")[name]


def contacts() -> Iterator[Row]:
    """Everyone with a name and a telephone, inside and outside the companies."""
    for company in companies():
        yield company["contact"]
        yield from company.get("further_contacts", [])
    yield from people()


def teasers() -> Iterator[tuple[Row, Row]]:
    """Each need with each of its teasers. `teaser_draft` gives the firm away on purpose: left out."""
    for need in needs():
        for name in ("teaser", "teaser_en"):
            if name in need:
                yield need, need[name]


def texts_of(need: Row) -> Iterator[str]:
    yield from (need["problem"], need["goal"])
    for name in ("qualified", "teaser", "teaser_en", "teaser_draft"):
        yield from need.get(name, {}).values()


def long_sentences(text: str) -> set[tuple[str, ...]]:
    split = [tuple(re.findall(r"\w+", part.lower())) for part in re.split(r"[.!?:]\s+", text)]
    return {words for words in split if len(words) > LONGEST_SHARED_SENTENCE}


def named_in(text: str, names: set[str]) -> set[str]:
    return {name for name in names if name and re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)}


def repeated(values: Iterator[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


@pytest.mark.parametrize("name", ["companies.yaml", "needs.yaml", "people.yaml"])
def test_a_file_stays_small(name: str) -> None:
    assert (TEXTS / name).stat().st_size < LARGEST_FILE


def test_there_is_as_much_as_the_region_needs() -> None:
    counts = {name: len(rows) for name, rows in read("people.yaml").items() if name != "people"}
    assert counts == {"minutes": 25, "lessons": 20, "shortlist_reasons": 15, "agendas": 15, "pilots": 12}
    assert (len(companies()), len(needs()), len(topics())) == (155, 82, 18)
    assert sum("teaser" in need for need in needs()) >= 45
    assert sum("teaser_en" in need for need in needs()) >= 25
    assert sum("qualified" in need for need in needs()) >= 45


def test_keys_are_unique() -> None:
    for rows in (companies(), needs(), people()):
        assert repeated(row["key"] for row in rows) == []
    assert repeated(company["name"] for company in companies()) == []
    assert repeated(need["title"] for need in needs()) == []


def test_every_municipality_has_at_least_five_companies() -> None:
    counted = Counter(company["municipality"] for company in companies())
    assert set(counted) == {row["name"] for row in reference("municipalities.csv")}
    assert {name: count for name, count in counted.items() if count < 5} == {}


def test_postcodes_belong_to_their_municipality() -> None:
    names = {row["ags"]: row["name"] for row in reference("municipalities.csv")}
    rows = reference("postcodes.csv")
    known = {(row["postcode"], names[row["municipality_ags"]]) for row in rows if row["municipality_ags"]}
    assert [c["key"] for c in companies() if (c["postcode"], c["municipality"]) not in known] == []


def test_industries_are_classes_of_the_classification() -> None:
    classes = {row["code"] for row in reference("wz2025.csv") if row["level"] == "4"}
    assert [c["key"] for c in companies() if c["industry"] not in classes] == []


def test_facts_about_companies_stay_within_their_lists() -> None:
    for company in companies():
        assert company["source"] in Organisation.Source.values, company["key"]
        assert set(company["topics"]) <= topics(), company["key"]
        assert len(company["topics"]) <= 3, company["key"]
        assert 1 <= company["employees"] <= 900, company["key"]
        assert 1800 <= company["founded"] <= 2026, company["key"]
        assert company["website"] == f"https://www.{company['key']}.example"
        assert all((company["name"], company["legal_form"], company["street"])), company["key"]


def test_people_can_only_be_reached_under_invented_addresses() -> None:
    assert [who["email"] for who in contacts() if not EMAIL.fullmatch(who["email"])] == []
    assert [who["phone"] for who in contacts() if not PHONE.fullmatch(who["phone"])] == []
    assert repeated(who["email"] for who in contacts()) == []
    assert repeated(who["phone"] for who in contacts()) == []
    assert {who["salutation"] for who in contacts()} == {"Frau", "Herr", ""}


def test_needs_stay_within_their_lists() -> None:
    firms = {company["key"] for company in companies()}
    for need in needs():
        assert need["company"] in firms, need["key"]
        assert need["forms"], need["key"]
        assert set(need["forms"]) <= set(Form.values), need["key"]
        assert need["budget"] in Budget.values, need["key"]
        assert need["confidentiality"] in Need.Confidentiality.values, need["key"]
        assert need["topics"], need["key"]
        assert set(need["topics"]) <= topics(), need["key"]
        assert need["start_by_weeks"] is None or 1 <= need["start_by_weeks"] <= 60, need["key"]
        assert 0 < len(need["decision_maker"]) <= 160, need["key"]


def test_needs_are_as_long_as_people_write_them() -> None:
    for need in needs():
        assert len(need["title"]) <= 70, need["key"]
        assert 25 <= len(need["problem"].split()) <= 120, need["key"]
        assert need["goal"].strip(), need["key"]
        if "qualified" in need:
            assert set(need["qualified"]) == {"problem", "goal"}, need["key"]
    lengths = [len(need["problem"].split()) for need in needs()]
    assert min(lengths) < 30
    assert max(lengths) > 110


def test_no_two_needs_share_a_sentence() -> None:
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for need in needs():
        for text in texts_of(need):
            for sentence in long_sentences(text):
                found[sentence].add(need["key"])
    assert {" ".join(words): keys for words, keys in found.items() if len(keys) > 1} == {}


def test_teasers_fit_their_form() -> None:
    for need, teaser in teasers():
        assert need["confidentiality"] != Need.Confidentiality.INTERNAL, need["key"]
        assert set(teaser) == {"title", "text"}, need["key"]
        assert 0 < len(teaser["title"]) <= 80, need["key"]
        assert 0 < len(teaser["text"]) <= 600, need["key"]
    assert [need["key"] for need in needs() if "teaser_en" in need and "teaser" not in need] == []


def test_teasers_keep_firms_places_and_figures_to_themselves() -> None:
    places = {row["name"] for row in reference("municipalities.csv")} | {"Wickede", "Kreis Soest"}
    hidden = places | {company["name"] for company in companies()}
    own = {company["key"]: {company["key"], company["contact"]["last_name"]} for company in companies()}
    for need, teaser in teasers():
        text = f"{teaser['title']} {teaser['text']}"
        assert named_in(text, hidden | own[need["company"]]) == set(), need["key"]
        # A year may stand there as a deadline; other figures would let a reader look the firm up.
        assert re.findall(r"\d+", YEAR.sub("", text)) == [], need["key"]


def test_the_cast_is_complete() -> None:
    roles = {role for who in people() for role in who["roles"]}
    assert roles == {"scout", "lead", "director", "admin", "hub", "carrier", "funder", "juror"}
    assert roles <= {str(role) for role in Role}
    carriers = {who["municipality"] for who in people() if who["roles"] == ["carrier"]}
    assert carriers == {row["name"] for row in reference("municipalities.csv")} | {"Kreis Soest"}
    keys = {who["key"] for who in people()}
    deputies = {who["key"]: who["deputy"] for who in people() if "deputy" in who}
    assert set(deputies.values()) <= keys
    assert [key for key, deputy in deputies.items() if key == deputy] == []


def test_stories_point_to_companies_needs_and_topics_that_exist() -> None:
    firm_of = {need["key"]: need["company"] for need in needs()}
    firms = {company["key"] for company in companies()}
    startups = {row["key"] for path in TEXTS.glob("startups*.yaml") for row in read(path.name)}
    for story in stories():
        assert {"company", "need", "topics"} & set(story), story
        assert set(story.get("topics", [])) <= topics(), story
        assert story.get("need") in {None, *firm_of}, story
        assert story.get("company") in {None, *firms}, story
        assert story.get("startup") in {None, *startups}, story
        if "company" in story and "need" in story:
            assert firm_of[story["need"]] == story["company"]


def test_stories_say_what_they_must() -> None:
    cast = read("people.yaml")
    kinds = {"visit", "phone", "first_meeting", "check_in", "event"}
    assert {minute["kind"] for minute in cast["minutes"]} == kinds
    assert {lesson["outcome"] for lesson in cast["lessons"]} == {"success", "partial", "failed"}
    assert all(pilot["goal"] and pilot["success_criterion"] for pilot in cast["pilots"])
    assert [pilot["goal"] for pilot in cast["pilots"] if not 4 <= pilot["period_weeks"] <= 26] == []
    assert [agenda["title"] for agenda in cast["agendas"] if len(agenda["text"].splitlines()) < 4] == []
    texts = [story.get("text") or story["goal"] for story in stories()]
    assert repeated(iter(texts)) == []
