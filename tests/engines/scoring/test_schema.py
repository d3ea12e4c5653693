"""Own questionnaires: what is wrong is told with its line, all of it at once."""

from random import Random

import pytest

from dnm.engines.scoring import QuestionnaireError, Text, load, read
from dnm.engines.scoring.yaml_nodes import MOST_BYTES
from tests.engines.scoring.examples import SMALL, small, small_questionnaire

pytestmark = pytest.mark.once


def complaints(content: bytes) -> list[str]:
    with pytest.raises(QuestionnaireError) as caught:
        read(content)
    return [f"{problem.line}: {problem.sentence()}" for problem in caught.value.problems]


def test_a_questionnaire_of_one_language_is_read():
    made = small_questionnaire()
    assert (made.key, made.languages, made.minutes) == ("hofladen-2", ("de",), 4)
    assert list(made.items) == ["till.card", "till.no", "till.closed", "shelf.sensor", "care.power"]
    assert made.items["till.no"].label == Text(de="Nein")  # plain YAML would read other words as true and false
    assert made.title.in_language("en") == "Hofladen-Check"
    assert made.dimensions[1].lists[0].ways_out == ("unknown", "not_applicable")
    assert made.dimension_of["care.power"].id == "yard"


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("id: hofladen", "id: Hofladen!", "1: “Hofladen!” is no id. Use small letters a–z, digits and hyphens,"
     " at most 40."),
    ("id: hofladen\n", "", "1: The entry “id” is missing."),
    ("id: hofladen", "id: digital-check", "None: The id “digital-check” belongs to a questionnaire that ships with"
     " DNM. Choose your own."),
    ("version: 2", "version: 2.0", "2: “2.0” is no whole number from 1 to 9999."),
    ("version: 2", "version: [2]", "2: There must be a word or a sentence here."),
    ("languages: [de]", "languages: de, en", "3: “de, en” does not exist here. Possible: de, en."),
    ("title: Hofladen-Check", "title:", "4: The text in the language “de” is missing."),
    ("title: Hofladen-Check", "title: {de: A, en: B}", "4: “en” is not known here. Possible: de."),
    ("title: Hofladen-Check", "title: [a]", "4: There must be a text here in these languages: de."),
    ("minutes: 4", "minuten: 4", "6: “minuten” is not known here. Possible: about, dimensions, id, languages,"
     " minutes, title, version."),
    ("id: yard", "id: shop", "47: The id “shop” occurs twice. Rename one."),
    ("id: care", "id: till", "50: The id “till” occurs twice. Rename one."),
    ("id: no\n", "id: card\n", "24: The id “card” occurs twice. Rename one."),
    ("id: closed", "id: card", "30: The id “card” occurs twice. Rename one."),
    ("kind: level", "kind: stars", "36: “stars” does not exist here. Possible: tick, level, degree."),
    ("kind: tick", "kind: degree", "29: An excluding statement (“exclusion”) exists only in lists of kind tick,"
     " not degree."),
    ("share: 2/3", "share: 1/3", "8: The shares in the dimension “shop” add up to 2/3. It must be 1."),
    ("share: 2/3", "share: 0.66", "15: “0.66” is no share. Write a fraction such as 1/3, or 1."),
    ("share: 2/3", "share: 2/0", "15: “2/0” is no share. Write a fraction such as 1/3, or 1."),
    ("labels: [null, eins,", "labels: [eins,", "40: A list of kind level needs exactly 6 labels."),
    ("labels: [null, eins, zwei, drei, vier, fünf]", "labels: []", "40: There must be a list under “labels”, each"
     " entry with a dash before it."),
    ("ways_out: [unknown]", "ways_out: [maybe]", "17: “maybe” does not exist here. Possible: unknown, not_applicable."),
    ("            example: Ein Zähler im Stall.\n", "", "56: The entry “example” is missing."),
    ("example: Ein Zähler im Stall.", f"example: {'x' * 601}", "59: The text has 601 characters. Shorten it to 600."),
    ("example: Ein Zähler im Stall.", 'example: "Ein\\0Zähler"', "59: The text has an invisible control character."
     " Type it again."),
    ("example: Ein Zähler im Stall.", 'example: "Ein\\uD800Zähler"', "59: This is no valid YAML (found invalid Unicode"
     " character escape code)."),
    ("        question: Wie fest?", "        question: Wie fest?\n        matrix: m", None),
])  # fmt: skip
def test_a_mistake_is_named_with_its_line(old, new, expected):
    content = small((old, new))
    if expected is None:
        assert read(content).dimensions[1].lists[0].matrix == "m"
    else:
        assert complaints(content) == [expected]


def test_a_wrong_word_instead_of_a_mapping_is_named():
    assert complaints(b"hello") == ["1: There must be entries here: about, dimensions, id, languages, title, version."]
    assert "1: There must be a list under “dimensions”, each entry with a dash before it." in complaints(
        b"dimensions: {id: x}"
    )


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file():
    wrong = small(("version: 2", "version: x"), ("kind: level", "kind: x"), ("question: Wie fest?", "frage: Wie fest?"))
    assert [line.split(":")[0] for line in complaints(wrong)] == ["2", "36", "50", "53"]
    many = small(("languages: [de]", "languages: [de, en]"))
    assert len(complaints(many)) == 20


def test_two_languages_need_two_texts():
    both = small(("languages: [de]", "languages: [de, en]"), ("title: Hofladen-Check", "title: {de: Hofladen-Check}"))
    assert complaints(both)[:2] == [
        "4: The text in the language “en” is missing.",
        "5: There must be a text here in these languages: de, en.",
    ]


def test_lists_of_one_matrix_have_the_same_rows():
    wrong = small(("        question: Wie weit", "        matrix: m\n        question: Wie weit"),
                  ("        question: Wie fest", "        matrix: m\n        question: Wie fest"))  # fmt: skip
    assert complaints(wrong) == [
        "1: The list “care” belongs to the matrix “m” and must have the same ids in the same order."
    ]


def test_there_is_a_limit_to_the_number_of_questions():
    item = SMALL[SMALL.index("          - id: power") :]
    more = "".join(item.replace("power", f"power{number}") for number in range(300))
    assert complaints((SMALL + more).encode()) == ["1: The questionnaire has more than 300 questions."]


def test_the_message_names_file_and_line():
    with pytest.raises(QuestionnaireError) as caught:
        read(small(("version: 2", "version: x")), "mein.yaml")
    assert str(caught.value) == "mein.yaml:2: “x” is no whole number from 1 to 9999."
    assert caught.value.lines("de") == ["mein.yaml:2: „x“ ist keine ganze Zahl von 1 bis 9999."]


def test_a_file_of_ten_megabytes_is_refused_without_reading_it_all(tmp_path):
    path = tmp_path / "big.yaml"
    path.write_bytes(SMALL.encode() + b"# x\n" * 2_600_000)
    with pytest.raises(QuestionnaireError) as caught:
        load(path)
    assert str(caught.value) == "big.yaml: The file is larger than 500 kB. Shorten it."
    path.write_text(SMALL)
    assert load(path).key == "hofladen-2"
    assert len(SMALL) < MOST_BYTES


def test_a_text_over_several_lines_becomes_one_line():
    made = read(small(("about: Zwei Themen, vier Minuten.", "about: |\n  Zwei Themen,\n  vier Minuten.\n")))
    assert made.about.de == "Zwei Themen, vier Minuten."


def test_a_damaged_file_never_gets_more_than_a_complaint():
    """Pieces cut out, doubled and strewn with what means something in YAML."""
    chance = Random(2018)
    signs = [*":-&*[]{}'\"|>%@\t?#~!\0\n", "---\n", "<<: ", "1/0", "\u2028", "  "]
    outcomes = set()
    for _ in range(400):
        text = SMALL
        for _ in range(chance.randint(1, 3)):
            start, end = sorted(chance.choices(range(len(text)), k=2))
            text = text[:start] + chance.choice(["", text[start : start + 60], *signs]) + text[min(end, start + 9) :]
        try:
            outcomes.add(read(text.encode()).id)
        except QuestionnaireError as error:
            outcomes.add(bool(str(error) and error.lines("de")))
    assert True in outcomes
    assert False not in outcomes


EXPLODING = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (name, name, b",".join([b"*%c" % (name - 1)] * 9)) for name in range(98, 107)
)
ALIAS = "Anchors and aliases (& and *) are not allowed. Write the text out, or put it into quotation marks."


@pytest.mark.parametrize(("content", "expected"), [
    (EXPLODING, f"1: {ALIAS}"),
    (b"id: *id", f"1: {ALIAS}"),
    (b"x: y\n&a id: x", f"2: {ALIAS}"),
    (b"id: !!python/object/apply:os.system [ls]", "1: The tag tag:yaml.org,2002:python/object/apply:os.system is not"
     " allowed. Leave out words that begin with an exclamation mark."),
    (b"id: " + b"[" * 200_000, "1: This is nested more than 12 levels deep. Check the indentation."),
    (b"a:\n" + b"- x\n" * 20_001, "19999: The file has more than 20000 entries. Shorten it."),
    (b"? [a]\n: b", "1: There must be a word before the colon."),
    (b"id: a\nversion: 1\nid: b", "3: “id” stands here for the second time."),
    (b"", "None: The file is empty."),
    (b"# nothing\n", "None: The file is empty."),
    (b"id: a\n---\nid: b", "2: A second document begins here. Split the file."),
    (b"id: a\nname: \xff", "2: The file is not UTF-8. Save it again with the encoding UTF-8."),
    (b"id: a: b", "1: This is no valid YAML (mapping values are not allowed in this context)."),
    (b"id: [a\n", "2: This is no valid YAML (did not find expected ',' or ']')."),
    (b"id: a\x00b", "None: This is no valid YAML (control characters are not allowed)."),
])  # fmt: skip
def test_what_no_questionnaire_needs_is_refused(content, expected):
    assert complaints(content) == [expected]
