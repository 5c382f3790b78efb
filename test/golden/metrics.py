"""Writes metrics.json: classification metrics of random and degenerate predictions, computed by scikit-learn.

Run: python3 test/golden/metrics.py
"""

import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics

warnings.filterwarnings("ignore")
classes = [0, 1, 2]


def case(name, labels, probabilities):
    labels = np.asarray(labels)
    probabilities = np.asarray(probabilities, dtype=np.float64)
    predicted = probabilities.argmax(axis=1)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        labels, predicted, labels=classes, zero_division=0
    )
    return {
        "name": name,
        "labels": labels.tolist(),
        "probabilities": probabilities.tolist(),
        "expected": {
            "loss": metrics.log_loss(labels, probabilities, labels=classes),
            "accuracy": metrics.accuracy_score(labels, predicted),
            "balancedAccuracy": metrics.balanced_accuracy_score(labels, predicted),
            "confusion": metrics.confusion_matrix(labels, predicted, labels=classes).tolist(),
            "precision": precision.tolist(),
            "recall": recall.tolist(),
            "f1": f1.tolist(),
            "support": support.tolist(),
        },
    }


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


random = np.random.default_rng(0)
labels = random.choice(3, size=60, p=[0.5, 0.35, 0.15])
informed = softmax(random.normal(size=(60, 3)) + 1.5 * np.eye(3)[labels])
cases = [
    case("informed predictions", labels, informed),
    case("overconfident predictions", labels, softmax(40 * random.normal(size=(60, 3)))),
    case("certain and wrong", [0, 1, 2], np.eye(3)[[1, 2, 0]]),
    case("certain and right", [0, 1, 2, 2], np.eye(3)[[0, 1, 2, 2]]),
    case("ties", [0, 1, 2], np.full((3, 3), 1 / 3)),
    case("a class that does not occur", [0, 0, 1], softmax(random.normal(size=(3, 3)))),
    case("a class that is never predicted", [0, 1, 2, 2], np.eye(3)[[0, 1, 0, 1]] * 0.9 + 0.1 / 3),
    case("one class only", [1, 1], softmax(random.normal(size=(2, 3)))),
]
target = Path(__file__).with_name("metrics.json")
target.write_text(json.dumps({"scikit-learn": sklearn.__version__, "cases": cases}) + "\n")
