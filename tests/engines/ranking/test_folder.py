"""An operator brings a sentence model; a folder that cannot be used is refused with its fault."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from dnm.engines.ranking import Encoder, Index, Offer, WeightsError
from dnm.engines.ranking.folder import OnnxFolder

pytestmark = pytest.mark.once


def tiny_model(folder: Path, per_token: bool) -> None:
    """A model of eight dimensions: the number of a token chooses its vector."""
    from onnx import TensorProto, helper, numpy_helper, save  # noqa: PLC0415 (slow, for two tests)
    from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: PLC0415 (as above)

    words = {"[UNK]": 0, "lager": 1, "scanner": 2, "robot": 3, "Q:": 4}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.save(str(folder / "tokenizer.json"))
    table = numpy_helper.from_array(np.eye(5, 8, dtype=np.float32), "table")
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["tokens"])]
    shape: list[str | int] = ["B", "T", 8]
    if not per_token:
        nodes.append(helper.make_node("ReduceMean", ["tokens", "axes"], ["mean"], keepdims=0))
        shape = ["B", 8]
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["B", "T"])]
    output = helper.make_tensor_value_info("tokens" if per_token else "mean", TensorProto.FLOAT, shape)
    axes = numpy_helper.from_array(np.array([1], np.int64), "axes")
    constants = [table] if per_token else [table, axes]
    graph = helper.make_graph(nodes, "tiny", inputs, [output], constants)
    opset = [helper.make_opsetid("", 20)]
    save(helper.make_model(graph, opset_imports=opset, ir_version=9), str(folder / "model.onnx"))


@pytest.mark.parametrize("per_token", [True, False])
def test_an_operator_may_bring_a_model(tmp_path: Path, per_token: bool) -> None:
    tiny_model(tmp_path, per_token)
    (tmp_path / "dnm.json").write_text(json.dumps({"need": "Q: "}))

    encoder = Encoder.from_folder(tmp_path)

    need = encoder.encode(["robot"], "need")[tmp_path.name]
    offer = encoder.encode(["lager", "robot robot"], "offer")[tmp_path.name]
    assert (need @ offer.T).round(3).astype(str).tolist() == [["0.0", "0.707"]]
    index = Index(encoder)
    index.add([Offer("a", "lager scanner robot"), Offer("b", "scanner lager")])
    assert index.vectors(tmp_path.name).shape == (2, 8)
    assert (encoder.mode, encoder.name) == ("folder", f"{tmp_path.name}:8")


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"lacks the file model\.onnx"):
        OnnxFolder(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_damaged_file_is_refused(tmp_path: Path, name: str) -> None:
    tiny_model(tmp_path, per_token=True)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:40])

    with pytest.raises(WeightsError, match="cannot be read"):
        Encoder.from_folder(tmp_path)


def test_a_file_with_another_checksum_than_told_is_refused(tmp_path: Path) -> None:
    tiny_model(tmp_path, per_token=True)
    right = hashlib.sha256((tmp_path / "model.onnx").read_bytes()).hexdigest()
    (tmp_path / "dnm.json").write_text(json.dumps({"sha256": {"model.onnx": right}}))
    assert OnnxFolder(tmp_path).width == 8

    (tmp_path / "dnm.json").write_text(json.dumps({"sha256": {"model.onnx": "0" * 64}}))

    with pytest.raises(WeightsError, match="wrong SHA-256"):
        OnnxFolder(tmp_path)


@pytest.mark.parametrize(
    ("settings", "fault"),
    [("{", "not valid JSON"), ("[]", "must be a JSON object"), ('{"sha256": "x"}', "must be a JSON object")],
)
def test_settings_that_cannot_be_read_are_named(tmp_path: Path, settings: str, fault: str) -> None:
    tiny_model(tmp_path, per_token=True)
    (tmp_path / "dnm.json").write_text(settings)

    with pytest.raises(WeightsError, match=fault):
        OnnxFolder(tmp_path)


def graph(folder: Path, name: str, shape: list[str | int]) -> None:
    from onnx import TensorProto, helper, save  # noqa: PLC0415 (slow, for two tests)

    nodes = [helper.make_node("Cast", [name], ["out"], to=TensorProto.FLOAT)]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["B", "T"])]
    outputs = [helper.make_tensor_value_info("out", TensorProto.FLOAT, shape)]
    made = helper.make_graph(nodes, "strange", inputs, outputs)
    opset = [helper.make_opsetid("", 20)]
    save(helper.make_model(made, opset_imports=opset, ir_version=9), str(folder / "model.onnx"))


@pytest.mark.parametrize(
    ("name", "fault"), [("pixel_values", "asks for the input pixel_values"), ("input_ids", "neither one vector")]
)
def test_a_graph_that_is_no_sentence_model_is_refused(tmp_path: Path, name: str, fault: str) -> None:
    tiny_model(tmp_path, per_token=True)
    graph(tmp_path, name, ["B", "T"])

    with pytest.raises(WeightsError, match=fault):
        OnnxFolder(tmp_path)
