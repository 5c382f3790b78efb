/**
 * Batch-Normalisierung eines Kanals, auf Papier. Die Zahlen dazu stehen in README.md.
 *
 * Schreiben Sie jedes Ergebnis mit mindestens zwei Nachkommastellen. Ein Bruch wie 1 / 3 ist auch recht.
 */

/** Ein Trainingsschritt mit dem Batch 1, 3, 3, 9. */
export const inTraining = {
  /** Mittelwert des Batches. */
  mean: NaN,
  /** Varianz des Batches. */
  variance: NaN,
  /** Was für 1, 3, 3 und 9 herauskommt, in dieser Reihenfolge. */
  output: [NaN, NaN, NaN, NaN],
  /** Der gleitende Mittelwert nach diesem Schritt. */
  movingMean: NaN,
  /** Die gleitende Varianz nach diesem Schritt. */
  movingVariance: NaN,
};

/** Auswertung, nach diesem Schritt. */
export const inEvaluation = {
  /** Was für 5 herauskommt. */
  output: NaN,
};
