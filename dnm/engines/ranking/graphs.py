"""Writes the transformer of multilingual-e5-small as an ONNX graph. Needed once, at set-up (`onnx`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, checker, helper, numpy_helper, save
from onnxruntime.quantization import QuantType, quantize_dynamic

from dnm.engines.ranking.weights import GRAPH_FILE, E5File


def write_e5(weights: E5File, folder: Path) -> Path:
    """The graph with its matrices quantised to eight bits; input `x` is the sum of word and place vectors."""
    plain, small = folder / "plain.onnx", folder / GRAPH_FILE
    Graph(weights).write(plain)
    quantize_dynamic(
        str(plain),
        str(small),
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul"],
        extra_options={"MatMulConstBOnly": True},
    )
    plain.unlink()
    return small


class Graph:
    """Collects nodes and constants; every method returns the name of the value it adds."""

    def __init__(self, weights: E5File) -> None:
        self.weights = weights
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def linear(self, value: str, tensor: str, size_in: int, size_out: int) -> str:
        matrix = self.weights.tensor(f"{tensor}.w", size_out, size_in).T
        product = self.add("MatMul", [value, self.constant(f"{tensor}.w", matrix)], f"{tensor}.product")
        bias = self.constant(f"{tensor}.b", self.weights.tensor(f"{tensor}.b"))
        return self.add("Add", [product, bias], f"{tensor}.sum")

    def normalise(self, value: str, tensor: str) -> str:
        scale = self.constant(f"{tensor}.w", self.weights.tensor(f"{tensor}.w"))
        shift = self.constant(f"{tensor}.b", self.weights.tensor(f"{tensor}.b"))
        epsilon = float(self.weights.epsilon)
        return self.add("LayerNormalization", [value, scale, shift], f"{tensor}.out", axis=-1, epsilon=epsilon)

    def heads(self, value: str, permutation: list[int]) -> str:
        split = self.add("Reshape", [value, "split_heads"], f"{value}.heads")
        return self.add("Transpose", [split], f"{value}.turned", perm=permutation)

    def attention(self, value: str, layer: str) -> str:
        width = self.weights.width
        query = self.heads(self.linear(value, f"{layer}.q", width, width), [0, 2, 1, 3])
        key = self.heads(self.linear(value, f"{layer}.k", width, width), [0, 2, 3, 1])
        content = self.heads(self.linear(value, f"{layer}.v", width, width), [0, 2, 1, 3])
        raw = self.add("MatMul", [query, key], f"{layer}.raw")
        scaled = self.add("Mul", [raw, "scale"], f"{layer}.scaled")
        shares = self.add("Softmax", [scaled], f"{layer}.shares", axis=-1)
        mixed = self.add("MatMul", [shares, content], f"{layer}.mixed")
        turned = self.add("Transpose", [mixed], f"{layer}.back", perm=[0, 2, 1, 3])
        joined = self.add("Reshape", [turned, "join_heads"], f"{layer}.joined")
        return self.linear(joined, f"{layer}.ao", width, width)

    def layer(self, value: str, name: str) -> str:
        width, inner = self.weights.width, self.weights.inner
        attended = self.add("Add", [value, self.attention(value, name)], f"{name}.attended")
        middle = self.normalise(attended, f"{name}.aln")
        wide = self.add("Gelu", [self.linear(middle, f"{name}.fi", width, inner)], f"{name}.gelu")
        narrow = self.linear(wide, f"{name}.fo", inner, width)
        return self.normalise(self.add("Add", [middle, narrow], f"{name}.added"), f"{name}.oln")

    def write(self, path: Path) -> None:
        """Each row of `pool` weighs the tokens of one output vector: a whole text or a phrase in it."""
        width, heads = self.weights.width, self.weights.heads
        self.constant("split_heads", np.array([0, 0, heads, width // heads], np.int64))
        self.constant("join_heads", np.array([0, 0, width], np.int64))
        self.constant("scale", np.array((width // heads) ** -0.5, np.float32))
        value = self.normalise("x", "emb.ln")
        for number in range(self.weights.layers):
            value = self.layer(value, f"l{number}")
        self.add("MatMul", ["pool", value], "vectors")
        inputs = [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, ["B", "T", width]),
            helper.make_tensor_value_info("pool", TensorProto.FLOAT, ["B", "P", "T"]),
        ]
        outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["B", "P", width])]
        graph = helper.make_graph(self.nodes, "e5", inputs, outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
        # Nothing is left to simplify; without this note the quantiser warns.
        helper.set_model_props(model, {"onnx.quant.pre_process": "onnxruntime.quant"})
        checker.check_model(model)
        save(model, str(path))
