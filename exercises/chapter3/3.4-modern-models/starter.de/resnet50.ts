import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

/**
 * Ein Bottleneck-Block, der seine Eingabe unverändert addiert: 1 × 1, 3 × 3, 1 × 1, jeweils mit Batch-Normalisierung; an ihnen wird
 * die Eingabe unverändert vorbeigeführt. README.md zeigt ihn als Abbildung.
 *
 * @param x [Batch, Höhe, Breite, 4 · filters]
 * @param filters Breite der ersten beiden Faltungen; die letzte hat viermal so viele Filter
 * @returns ein Tensor der Form von `x`
 */
export function identityBlock(x: tf.SymbolicTensor, filters: number): tf.SymbolicTensor {
  throw new Error(`identityBlock ist noch nicht geschrieben: ${filters} Filter für ${x.name}.`);
}

/**
 * Ein Bottleneck-Block, der die Form ändert und deshalb seine Eingabe projiziert, bevor er sie addiert. Jede Stufe beginnt mit einem.
 *
 * @param x [Batch, Höhe, Breite, Kanäle]
 * @param filters Breite der ersten beiden Faltungen; die letzte hat viermal so viele Filter
 * @param strides Faktor, um den Höhe und Breite kleiner werden, 1 oder 2
 * @returns [Batch, Höhe / strides, Breite / strides, 4 · filters]
 */
export function projectionBlock(x: tf.SymbolicTensor, filters: number, strides: number): tf.SymbolicTensor {
  throw new Error(
    `projectionBlock ist noch nicht geschrieben: ${filters} Filter, Schrittweite ${strides} für ${x.name}.`,
  );
}

/**
 * ResNet-50: der Stem, sechzehn Blöcke in vier Stufen und der Kopf.
 *
 * @param inputShape Höhe, Breite und Kanäle eines Schnitts. Die Prüfungen probieren auch einen kleinen.
 * @returns ein Modell von Schnitten [Batch, …inputShape] zu Logits [Batch, 3]
 */
export function createModel(inputShape: [number, number, number] = [256, 256, 1]): tf.LayersModel {
  throw new Error(
    `Das Modell ist noch nicht geschrieben: Bauen Sie es für Schnitte von ${inputShape.join(' × ')}, und geben Sie es zurück.`,
  );
}

export default defineTraining({
  name: 'resnet50',
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  seed: 1,
});
