"""Computes the graphs of the LiTS engine with PyTorch.

The engine (``src/engine`` of LiTS Lab) records what a TensorFlow.js program computes, and lowers it to ONNX operators. This package
executes such graphs, and keeps their tensors on a device until the engine lets go of them. It needs PyTorch 1.13 or newer, and
nothing else.
"""

PROTOCOL = 1
"""Version of what the engine and this package say to each other."""
