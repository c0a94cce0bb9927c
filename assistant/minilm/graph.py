"""Writes layers of all-MiniLM-L6-v2's weights as an ONNX graph, so that they can run without PyTorch.

The graph is BERT as in Devlin et al. (2019) with the sizes of the model's `config.json`. A graph that begins at layer 0 takes
`ids` and `mask`, both int64 of shape (batch, length); a later one takes `states`, float32 (batch, length, hidden), and `mask`.
The output `tokens` is float32 (batch, length, hidden): the hidden states after its last layer.

A graph in eight bits multiplies whole numbers: each word's row is scaled to [-127, 127] by its own largest value, each column of
weights to [-63, 63]. With seven bits of weight no sum of two products overflows sixteen bits, where processors without dot products of
bytes saturate, so that every processor gets the same numbers. States then differ by 6% from those in floats (11% where one scale
serves all words of a text), in less than half the time. Whoever reads them must have learned from them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

ROW_STEPS, WEIGHT_STEPS, MIDDLE = 127, 63, 128


def build_graph(
    model_dir: Path,
    first: int,
    last: int,
    change: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None,
    *,
    eight_bit: bool = False,
) -> bytes:
    """Layers `first` (from 0) up to, not including, `last` of the BERT encoder in `model_dir`, serialised; what `change` makes of its
    weights takes their place."""
    import onnx
    from safetensors.numpy import load_file

    config = json.loads((model_dir / "config.json").read_text(encoding="utf-8"))
    weights = load_file(str(model_dir / "model.safetensors"))
    graph = (_EightBitGraphBuilder if eight_bit else _GraphBuilder)({**weights, **(change(weights) if change else {})}, config)
    model = onnx.helper.make_model(graph.build(first, last), opset_imports=[onnx.helper.make_opsetid("", 20)], ir_version=10)
    return bytes(model.SerializeToString())


class _GraphBuilder:
    def __init__(self, weights: dict[str, Any], config: dict[str, Any]) -> None:
        self.weights, self.config = weights, config
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def node(self, op: str, inputs: list[str], **attributes: Any) -> str:
        from onnx import helper

        output = f"{op}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, inputs, [output], **attributes))
        return output

    def constant(self, name: str, value: Any) -> str:
        self.constants[name] = np.ascontiguousarray(value)
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def dense(self, x: str, name: str) -> str:
        kernel = self.constant(f"{name}.kernel", self.weights[f"{name}.weight"].T)
        return self.node("Add", [self.node("MatMul", [x, kernel]), self.weight(f"{name}.bias")])

    def norm(self, x: str, name: str) -> str:
        scale, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.node("LayerNormalization", [x, scale, bias], axis=-1, epsilon=self.config["layer_norm_eps"])

    def heads(self, x: str, permutation: list[int]) -> str:
        count = self.config["num_attention_heads"]
        shape = self.constant("heads.shape", np.array([0, 0, count, self.config["hidden_size"] // count], np.int64))
        return self.node("Transpose", [self.node("Reshape", [x, shape])], perm=permutation)

    def layer(self, x: str, name: str, bias: str) -> str:
        size = self.config["hidden_size"] // self.config["num_attention_heads"]
        query = self.heads(self.dense(x, f"{name}.attention.self.query"), [0, 2, 1, 3])
        key = self.heads(self.dense(x, f"{name}.attention.self.key"), [0, 2, 3, 1])
        value = self.heads(self.dense(x, f"{name}.attention.self.value"), [0, 2, 1, 3])
        scores = self.node("Div", [self.node("MatMul", [query, key]), self.constant("scale", np.array(size**0.5, np.float32))])
        weights = self.node("Softmax", [self.node("Add", [scores, bias])], axis=-1)
        mixed = self.node("Transpose", [self.node("MatMul", [weights, value])], perm=[0, 2, 1, 3])
        flat = self.node("Reshape", [mixed, self.constant("flat.shape", np.array([0, 0, self.config["hidden_size"]], np.int64))])
        attended = self.norm(
            self.node("Add", [self.dense(flat, f"{name}.attention.output.dense"), x]), f"{name}.attention.output.LayerNorm"
        )
        inner = self.node("Gelu", [self.dense(attended, f"{name}.intermediate.dense")])
        return self.norm(self.node("Add", [self.dense(inner, f"{name}.output.dense"), attended]), f"{name}.output.LayerNorm")

    def build(self, first: int, last: int) -> Any:
        from onnx import TensorProto, helper, numpy_helper

        hidden, shape = self.config["hidden_size"], ["batch", "length"]
        given = helper.make_tensor_value_info("states", TensorProto.FLOAT, [*shape, hidden])
        x = "states"
        if first == 0:
            given, x = helper.make_tensor_value_info("ids", TensorProto.INT64, shape), self.embeddings()
        mask = self.node("Unsqueeze", ["mask", self.constant("axes", np.array([1, 2], np.int64))])
        absent = self.node("Sub", [self.constant("one", np.array(1, np.float32)), self.node("Cast", [mask], to=TensorProto.FLOAT)])
        bias = self.node("Mul", [absent, self.constant("never", np.array(-1e9, np.float32))])
        for index in range(first, last):
            x = self.layer(x, f"encoder.layer.{index}", bias)
        self.nodes.append(helper.make_node("Identity", [x], ["tokens"]))
        return helper.make_graph(
            self.nodes,
            "bert",
            [given, helper.make_tensor_value_info("mask", TensorProto.INT64, shape)],
            [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [*shape, hidden])],
            [numpy_helper.from_array(value, name) for name, value in self.constants.items()],
        )

    def embeddings(self) -> str:
        words = self.node("Gather", [self.weight("embeddings.word_embeddings.weight"), "ids"])
        length = self.node("Shape", ["ids"], start=1, end=2)
        positions = self.node(
            "Slice", [self.weight("embeddings.position_embeddings.weight"), self.constant("zero", np.array([0], np.int64)), length]
        )
        kind = self.constant("segment", self.weights["embeddings.token_type_embeddings.weight"][0])
        return self.norm(self.node("Add", [self.node("Add", [words, positions]), kind]), "embeddings.LayerNorm")


class _EightBitGraphBuilder(_GraphBuilder):
    def __init__(self, weights: dict[str, Any], config: dict[str, Any]) -> None:
        super().__init__(weights, config)
        self._scaled: dict[str, tuple[str, str]] = {}

    def dense(self, x: str, name: str) -> str:
        from onnx import TensorProto

        weights = self.weights[f"{name}.weight"].T
        scale = np.maximum(np.abs(weights).max(axis=0), 1e-12) / WEIGHT_STEPS
        kernel = self.constant(f"{name}.kernel", np.round(weights / scale).astype(np.int8))
        rows, sizes = self._rows(x)
        middle, none = self.constant("middle.byte", np.array(MIDDLE, np.uint8)), self.constant("none", np.array(0, np.int8))
        product = self.node("Cast", [self.node("MatMulInteger", [rows, kernel, middle, none])], to=TensorProto.FLOAT)
        # Column scale first: the other order is taken by ONNX Runtime for one scale a text, and fused wrongly.
        product = self.node("Mul", [self.node("Mul", [product, self.constant(f"{name}.scale", scale.astype(np.float32))]), sizes])
        return self.node("Add", [product, self.weight(f"{name}.bias")])

    def _rows(self, x: str) -> tuple[str, str]:
        """`x` in bytes around MIDDLE, and the size of a step in each row; once for all that read it."""
        from onnx import TensorProto

        if x not in self._scaled:
            largest = self.node("ReduceMax", [self.node("Abs", [x]), self.constant("last.axis", np.array([-1], np.int64))], keepdims=1)
            sizes = self.node("Mul", [largest, self.constant("step", np.array(1 / ROW_STEPS, np.float32))])
            sizes = self.node("Max", [sizes, self.constant("smallest", np.array(1e-12, np.float32))])
            steps = self.node("Round", [self.node("Div", [x, sizes])])
            rows = self.node("Add", [steps, self.constant("middle", np.array(MIDDLE, np.float32))])
            self._scaled[x] = self.node("Cast", [rows], to=TensorProto.UINT8), sizes
        return self._scaled[x]
