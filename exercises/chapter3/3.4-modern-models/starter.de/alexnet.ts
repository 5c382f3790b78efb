import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

/**
 * AlexNet: fünf Faltungen, drei davon mit Pooling, dann drei Dense-Layer. Die Tabelle in README.md hat zwei Varianten: Wählen Sie
 * eine, und bleiben Sie bei ihrer Spalte.
 *
 * @param inputShape Höhe, Breite und Kanäle eines Schnitts. Die Prüfungen probieren auch einen kleinen.
 * @returns ein Modell von Schnitten [Batch, …inputShape] zu Logits [Batch, 3]
 */
export function createModel(inputShape: [number, number, number] = [256, 256, 1]): tf.LayersModel {
  const model = tf.sequential();
  // Schreiben Sie hier Ihre Layer, mit je einem model.add(…), und geben Sie das Modell zurück, statt den Fehler zu werfen.
  throw new Error(
    `${model.name} ist noch nicht geschrieben: Bauen Sie es für Schnitte von ${inputShape.join(' × ')}.`,
  );
}

export default defineTraining({
  name: 'alexnet',
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  seed: 1,
});
