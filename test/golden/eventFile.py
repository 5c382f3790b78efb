"""Writes eventFile.json: an event file as TensorBoard's own writer and protobufs make it.

Run: python3 test/golden/eventFile.py (with the package tensorboard)
"""

import base64
import io
import json
from pathlib import Path

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

EVENTS = [
    {"wallTime": 1764409298.0, "version": "brain.Event:2"},
    {"wallTime": 1764409298.25, "step": 17, "restart": True},
    {"wallTime": 1764409298.5, "step": 17, "scalars": {"train/loss": 1.0986123, "train/accuracy": 0.25}},
    {"wallTime": 1764409300.125, "step": 300, "scalars": {"train/loss": 0.0, "train/learning_rate": 1e-3}},
    {"wallTime": 1764409301.75, "step": 2**40, "scalars": {"validation/loss": 1.5e9}},
    {"wallTime": 1764409302.0, "step": 2, "scalars": {"train/" + "long" * 64: -1.0}},
]


def event_of(one):
    event = event_pb2.Event(wall_time=one["wallTime"], step=one.get("step", 0))
    if "version" in one:
        event.file_version = one["version"]
    if "restart" in one:
        event.session_log.CopyFrom(event_pb2.SessionLog(status=event_pb2.SessionLog.START))
    if "scalars" in one:
        values = [summary_pb2.Summary.Value(tag=tag, simple_value=value) for tag, value in one["scalars"].items()]
        event.summary.CopyFrom(summary_pb2.Summary(value=values))
    return event


class Kept(io.BytesIO):
    def close(self):
        pass


kept = Kept()
writer = RecordWriter(kept)
for one in EVENTS:
    writer.write(event_of(one).SerializeToString())
golden = {"events": EVENTS, "file": base64.b64encode(kept.getvalue()).decode()}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
