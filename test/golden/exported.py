"""Writes exported.json: what another tool makes of an exported model, the reference evaluator of the package onnx.

The model and the slices are those of exported.test.ts, which writes them into a folder when it is told one.
Fails if onnx's checker finds anything wrong with the model.

Run: EXPORT_TO=DIR npx vitest run test/golden/exported.test.ts; python3 test/golden/exported.py DIR (onnx >= 1.15, numpy)
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator

file = Path(sys.argv[1]) / "model.onnx"
model = onnx.load(file)
onnx.checker.check_model(model, full_check=True)
assert {(imported.domain, imported.version) for imported in model.opset_import} == {("", 18)}
assert all(node.domain == "" for node in model.graph.node)

(slices,) = model.graph.input
side = slices.type.tensor_type.shape.dim[1].dim_value
pictures = np.fromfile(file.with_name("slices.bin"), np.float32).reshape(-1, side, side, 1)
outputs = ReferenceEvaluator(model).run(None, {slices.name: pictures})
golden = {
    "onnx": onnx.__version__,
    "producer": model.producer_name,
    "operators": sorted({node.op_type for node in model.graph.node}),
    "outputs": {
        info.name: [float(f"{number:.9g}") for number in values.ravel()]
        for info, values in zip(model.graph.output, outputs)
    },
}
Path(__file__).with_name("exported.json").write_text(json.dumps(golden, indent=1) + "\n")
