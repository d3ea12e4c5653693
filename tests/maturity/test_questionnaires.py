"""A centre's own questionnaires: files in the data folder, with clear errors."""

import os
from pathlib import Path

import pytest

from dnm.accounts.actions import Refused
from dnm.engines.scoring import LONG, SHORT
from dnm.maturity import actions, queries
from tests.factories import OrganisationFactory, office

pytestmark = pytest.mark.django_db

OWN = """
id: hofladen
version: {version}
languages: [de]
minutes: 5
title: Hofladen-Check
about: Eine Frage zum Verkauf ab Hof.
dimensions:
  - id: laden
    title: Laden
    lists:
      - id: kasse
        kind: tick
        share: 1
        question: Was gibt es schon?
        items:
          - id: karte
            label: Zahlen mit Karte
            question: Kann man bei Ihnen mit Karte zahlen?
            example: An der Kasse steht ein Lesegerät.
            advice: Fragen Sie Ihre Bank.
"""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.QUESTIONNAIRES_DIR = tmp_path / "questionnaires"
    return settings.QUESTIONNAIRES_DIR


def put(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_without_a_folder_there_are_the_shipped_ones():
    assert [one.key for one in queries.questionnaires()] == [LONG, SHORT]
    assert queries.file_problems() == ()


def test_an_own_file_is_there_at_once_and_answered_checks_keep_their_version(folder):
    put(folder, "hofladen-1.yaml", OWN.format(version=1))
    firm, scout = OrganisationFactory(), office()
    check = actions.begin_check(firm, "hofladen-1", by=scout)
    actions.answer(check, "kasse.karte", True, by=scout)
    put(folder, "hofladen-2.yaml", OWN.format(version=2))
    assert [one.key for one in queries.questionnaires()] == [LONG, SHORT, "hofladen-2"]
    assert queries.questionnaire_of(check).key == "hofladen-1"
    assert actions.finish_check(check, by=scout).scores == {"laden": 100}
    assert queries.measures_for(check) == []
    assert queries.next_stage(firm, "hofladen-2") == "T1"
    (folder / "hofladen-1.yaml").unlink()
    with pytest.raises(Refused, match="hofladen-1"):
        queries.result_of(check)


def test_a_broken_file_is_named_with_its_line_and_disturbs_no_other(folder, settings):
    put(folder, "bombe.yaml", "a: &a [1]\nb: *a\n")
    put(folder, "gross.yaml", "x" * 10_000_000)
    put(folder, "unser.yaml", OWN.format(version=1).replace("hofladen", "kurz-check"))
    put(folder, "zwei.yaml", OWN.format(version=1))
    put(folder, "zwillinge.yaml", OWN.format(version=1))
    (folder / "fort.yaml").symlink_to(folder / "nirgends.yaml")
    assert [one.key for one in queries.questionnaires()] == [LONG, SHORT, "hofladen-1"]
    assert [line.split(":")[0] for line in queries.file_problems()] == [
        "bombe.yaml", "gross.yaml", "unser.yaml", "zwillinge.yaml",
    ]  # fmt: skip


def test_a_mended_file_is_read_again(folder):
    path = put(folder, "hofladen.yaml", "nichts")
    assert len(queries.file_problems()) == 1
    put(folder, "hofladen.yaml", OWN.format(version=1))
    os.utime(path, (1, 1))
    assert queries.file_problems() == ()
