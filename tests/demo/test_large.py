"""The region for benchmarks: the written firms again and again, each under a name of its own."""

from random import Random

from dnm.demo import region
from dnm.demo.sizes import SIZES
from dnm.demo.texts import read


def test_ten_thousand_organisations_with_twenty_thousand_offers_and_no_name_twice():
    size = SIZES["L"]
    firms = list(region.large_companies(size.companies, Random(1)))
    startups = list(region.large_startups(size.startups, size.offers, Random(1)))
    assert (len(firms), len(startups)) == (6_000, 4_000)
    assert len({row["name"] for row in firms}) == 6_000
    assert len({row["name"] for row in startups}) == 4_000
    assert sum(len(row["offers"]) for row in startups) == 20_000
    assert len({row["contact"]["email"] for row in [*firms, *startups]}) == 10_000


def test_offers_are_mixed_from_sentences_of_one_language():
    written = read("startups")
    known = {part for row in written for offer in row["offers"] for part in offer["text"].split(". ")}
    *_others, last = region.large_startups(len(written) + 1, 200, Random(1))
    assert {offer["lang"] for offer in last["offers"]} == {written[0]["offers"][0]["lang"]} or last["offers"]
    assert [part for offer in last["offers"] for part in offer["text"][:-1].split(". ") if part not in known] == []


def test_up_to_the_written_ones_nothing_is_made_up():
    written = {row["name"] for row in read("startups")}
    assert {row["name"] for row in region.large_startups(len(written), 142, Random(1))} == written
