import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

/**
 * Die Baseline aus Übung 3.2: ein kleines Faltungsnetz, ganz ohne Regularisierung.
 *
 * Es nimmt Schnitte der Form [Batch, 256, 256, 1] und gibt Logits der Form [Batch, 3] zurück, je eines für
 * „no liver“ (keine Leber), „liver“ (Leber) und „lesion“ (Läsion). Die Tabelle in README.md nennt die Layer in ihrer Reihenfolge.
 */
function createModel(): tf.LayersModel {
  // Schreiben Sie hier Ihr Modell: Bauen Sie es aus tf.layers, und geben Sie es zurück, statt den Fehler zu werfen.
  throw new Error(
    'Das Modell der Baseline ist noch nicht geschrieben. Bauen Sie es in createModel(), Layer für Layer nach der Tabelle in README.md, und geben Sie es zurück.',
  );
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  seed: 1,
});
