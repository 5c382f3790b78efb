"""Writes metrics.json: classification metrics of random, tied and degenerate predictions, computed by scikit-learn.

Run: /usr/bin/python3 test/golden/metrics.py
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.calibration import calibration_curve

from hash import uniform

warnings.filterwarnings("ignore")
classes = [0, 1, 2]
bins = 10
# Stream of the hash, as in the test.
STREAM = 5000


def number(value):
    """None for what scikit-learn leaves undefined."""
    value = float(value)
    return None if math.isnan(value) else value


def numbers(values):
    return [number(value) for value in values]


def area(truth, scores, weights=None):
    """roc_auc_score refuses one class only."""
    if len(set(truth.tolist())) < 2:
        return None
    return number(metrics.roc_auc_score(truth, scores, sample_weight=weights))


def calibration_error(right, confidence, weights):
    """Guo et al. 2017, with the bins of calibration_curve."""
    place = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], confidence)
    gaps = np.bincount(place, weights=weights * (confidence - right), minlength=bins)
    return number(np.abs(gaps).sum() / weights.sum())


def figures(labels, probabilities, weights=None):
    """Every figure; `weights` counts a slice more than once."""
    weights = np.ones(len(labels)) if weights is None else np.asarray(weights, dtype=np.float64)
    predicted = probabilities.argmax(axis=1)
    one_hot = np.eye(3)[labels]
    seen = weights > 0

    def summary(average):
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(
            labels, predicted, labels=classes, average=average, sample_weight=weights, zero_division=0
        )
        return precision, recall, f1

    def averaged(average):
        precision, recall, f1 = summary(average)
        ranked = metrics.average_precision_score(
            one_hot[seen], probabilities[seen], average=average, sample_weight=weights[seen]
        )
        areas = [area(one_hot[seen, k], probabilities[seen, k], weights[seen]) for k in classes]
        if average == "micro":
            auc = area(one_hot[seen].ravel(), probabilities[seen].ravel(), np.repeat(weights[seen], 3))
        elif None in areas:
            auc = None
        elif average == "macro":
            auc = number(np.mean(areas))
        else:
            support = np.array([weights[labels == k].sum() for k in classes])
            auc = number(np.average(areas, weights=support))
        return {"precision": precision, "recall": recall, "f1": f1, "averagePrecision": number(ranked), "rocAuc": auc}

    precision, recall, f1 = summary(None)
    by_class = [
        {
            "precision": precision[k],
            "recall": recall[k],
            "f1": f1[k],
            "averagePrecision": number(
                metrics.average_precision_score(one_hot[seen, k], probabilities[seen, k], sample_weight=weights[seen])
            ),
            "rocAuc": area(one_hot[seen, k], probabilities[seen, k], weights[seen]),
        }
        for k in classes
    ]
    majority = max(weights[labels == k].sum() for k in classes) / weights.sum()
    return {
        "accuracy": metrics.accuracy_score(labels, predicted, sample_weight=weights),
        "balancedAccuracy": metrics.balanced_accuracy_score(labels[seen], predicted[seen], sample_weight=weights[seen]),
        "majorityBaseline": majority,
        "logLoss": metrics.log_loss(labels, probabilities, labels=classes, sample_weight=weights),
        "brierScore": sum(
            metrics.brier_score_loss(labels == k, np.clip(probabilities[:, k], 0, 1), sample_weight=weights, pos_label=True)
            for k in classes
        ),
        "expectedCalibrationError": calibration_error(predicted == labels, probabilities.max(axis=1), weights),
        "matthewsCorrelation": metrics.matthews_corrcoef(labels, predicted, sample_weight=weights),
        "cohenKappa": number(metrics.cohen_kappa_score(labels, predicted, labels=classes, sample_weight=weights)),
        "macro": averaged("macro"),
        "micro": averaged("micro"),
        "weighted": averaged("weighted"),
        "classes": by_class,
    }


def curves(labels, probabilities):
    """The curves of each class, and of all cells together."""
    one_hot = np.eye(3, dtype=int)[labels]
    columns = [(one_hot[:, k], probabilities[:, k]) for k in classes] + [(one_hot.ravel(), probabilities.ravel())]
    result = []
    for truth, scores in columns:
        precision, recall, thresholds = metrics.precision_recall_curve(truth, scores)
        fpr, tpr, _ = metrics.roc_curve(truth, scores, drop_intermediate=False)
        frequency, mean = calibration_curve(truth, scores, n_bins=bins)
        result.append(
            {
                # The last point has no threshold; the highest threshold first.
                "precision": numbers(precision[:-1][::-1]),
                "recall": numbers(recall[:-1][::-1]),
                "thresholds": numbers(thresholds[::-1]),
                "falsePositiveRate": numbers(fpr),
                "truePositiveRate": numbers(tpr),
                "frequency": numbers(frequency),
                "meanProbability": numbers(mean),
            }
        )
    return result


def case(name, labels, probabilities, with_curves=True):
    labels = np.asarray(labels)
    probabilities = np.asarray(probabilities, dtype=np.float64)
    predicted = probabilities.argmax(axis=1)
    confusion = metrics.confusion_matrix(labels, predicted, labels=classes)
    return {
        "name": name,
        "labels": labels.tolist(),
        "probabilities": probabilities.tolist(),
        "confusion": confusion.tolist(),
        "normalized": {
            over: metrics.confusion_matrix(labels, predicted, labels=classes, normalize=over).tolist()
            for over in ["true", "pred", "all"]
        },
        "figures": figures(labels, probabilities),
        "curves": curves(labels, probabilities) if with_curves else [],
    }


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def large(count, volumes):
    """Predictions that the test makes by the same hash. Of few digits, so that many are tied."""
    draws = (uniform(STREAM, count * 4).reshape(count, 4) + 1) / 2
    labels = (draws[:, 0] * 3).astype(int)
    grains = np.floor(draws[:, 1:] * 50) + 1 + 25 * np.eye(3)[labels]
    return labels, grains / grains.sum(axis=1, keepdims=True), np.arange(count) * volumes // count


random = np.random.default_rng(0)
labels = random.choice(3, size=60, p=[0.5, 0.35, 0.15])
informed = softmax(random.normal(size=(60, 3)) + 1.5 * np.eye(3)[labels])
coarse = np.round(informed * 4) / 4
coarse = coarse / coarse.sum(axis=1, keepdims=True)
cases = [
    case("informed predictions", labels, informed),
    case("overconfident predictions", labels, softmax(40 * random.normal(size=(60, 3))), with_curves=False),
    case("many ties", labels, coarse),
    case("a constant score", labels[:9], np.tile([0.5, 0.3, 0.2], (9, 1))),
    case("certain and wrong", [0, 1, 2], np.eye(3)[[1, 2, 0]]),
    case("certain and right", [0, 1, 2, 2], np.eye(3)[[0, 1, 2, 2]]),
    case("ties of all classes", [0, 1, 2], np.full((3, 3), 1 / 3)),
    case("a class that does not occur", [0, 0, 1], softmax(random.normal(size=(3, 3)))),
    case("a class that is never predicted", [0, 1, 2, 2], np.eye(3)[[0, 1, 0, 1]] * 0.9 + 0.1 / 3),
    case("one class only", [1, 1], softmax(random.normal(size=(2, 3)))),
    case("one slice, right", [2], [[0.125, 0.25, 0.625]]),
    case("one slice, wrong", [0], [[0.125, 0.25, 0.625]]),
]

# How often each of six volumes of ten slices was drawn; the second time, the class "lesion" is hardly there.
draws = [[1, 0, 2, 1, 0, 2], [0, 0, 0, 6, 0, 0], [3, 2, 1, 0, 0, 0]]
resampled = [{"weights": weights, "figures": figures(labels, informed, np.repeat(weights, 10))} for weights in draws]

count, volumes = 20000, 40
big = large(count, volumes)
weights = (np.arange(volumes) * 7) % 4
target = Path(__file__).with_name("metrics.json")
target.write_text(
    json.dumps(
        {
            "scikit-learn": sklearn.__version__,
            "cases": cases,
            "resampled": resampled,
            "large": {
                "count": count,
                "volumes": volumes,
                "figures": figures(big[0], big[1]),
                "weights": weights.tolist(),
                "weighted": figures(big[0], big[1], weights[big[2]]),
            },
            "percentiles": [
                {"values": values, "interval": np.percentile(values, [2.5, 97.5]).tolist()}
                for values in [random.normal(size=25).tolist(), [3.0, 1.0], [2.0]]
            ],
        }
    )
    + "\n"
)
