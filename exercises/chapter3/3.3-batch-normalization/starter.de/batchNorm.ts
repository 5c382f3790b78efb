import * as tf from '@tensorflow/tfjs';

/** Was ein Batch-Norm-Layer enthält. Jeder Tensor hat eine Zahl je Kanal: Seine Form ist [channels]. */
export interface BatchNorm {
  /** Skalierung der Ausgabe; wird trainiert. */
  gamma: tf.Tensor1D;
  /** Verschiebung der Ausgabe; wird trainiert. */
  beta: tf.Tensor1D;
  /** Gleitender Mittelwert: was aus allen bisherigen Batches über den Mittelwert bekannt ist. */
  movingMean: tf.Tensor1D;
  /** Gleitende Varianz. */
  movingVariance: tf.Tensor1D;
  /** Anteil der alten gleitenden Statistik, der in einem Trainingsschritt bleibt, 0 bis 1. */
  momentum: number;
  /** Wird unter der Wurzel zur Varianz addiert, damit nichts durch null geteilt wird. */
  epsilon: number;
}

/** Was ein Trainingsschritt ergibt. */
export interface InTraining {
  /** In derselben Form wie die Eingabe. */
  output: tf.Tensor;
  /** Der gleitende Mittelwert nach diesem Schritt, [channels]. */
  movingMean: tf.Tensor;
  /** Die gleitende Varianz nach diesem Schritt, [channels]. */
  movingVariance: tf.Tensor;
}

/**
 * Batch-Normalisierung im Training.
 *
 * @param x Werte eines Batches, [batch, channels], oder Feature-Maps, [batch, height, width, channels]
 */
export function normalizeInTraining(x: tf.Tensor, layer: BatchNorm): InTraining {
  // Schreiben Sie sie hier, und geben Sie die Ergebnisse zurück, statt den Fehler zu werfen.
  throw new Error(
    `Die Batch-Normalisierung im Training ist noch nicht geschrieben, für eine Eingabe der Form [${x.shape.join(', ')}] in ${layer.gamma.size} Kanälen. README.md sagt, was sie rechnet.`,
  );
}

/**
 * Batch-Normalisierung in der Auswertung: Nichts im Layer ändert sich.
 *
 * @param x wie im Training; ein Batch kann auch aus einem einzigen Schnitt bestehen
 * @returns die Ausgabe, in derselben Form
 */
export function normalizeInEvaluation(x: tf.Tensor, layer: BatchNorm): tf.Tensor {
  // Schreiben Sie sie hier, und geben Sie die Ausgabe zurück, statt den Fehler zu werfen.
  throw new Error(
    `Die Batch-Normalisierung in der Auswertung ist noch nicht geschrieben, für eine Eingabe der Form [${x.shape.join(', ')}] in ${layer.gamma.size} Kanälen. README.md sagt, was sie rechnet.`,
  );
}
