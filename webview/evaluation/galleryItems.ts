import { predictedClasses, type OperatingPoint, type PredictionTable } from '../../src/evaluate/predictions';
import type { Prediction } from '../../src/panels/evaluation';
import type { Cell } from './gridKeys';
import type { Measured, Unit } from './measured';

/** A slice behind a cell of the confusion matrix. */
export interface GalleryItem {
  prediction: Prediction;
  /** Probability of the class that was predicted. */
  confidence: number;
}

/**
 * The slices of a cell, the most confident first. A volume is shown by the slice that decided: the slice with the highest
 * probability of the predicted class or a higher class (of any liver, where no liver was predicted).
 */
export function galleryItems(
  measured: Measured,
  unit: Unit,
  cell: Cell,
  point: OperatingPoint | undefined,
): GalleryItem[] {
  const { table } = measured.measuresOf(unit);
  const predicted = predictedClasses(table, point);
  const items: GalleryItem[] = [];
  const deciding = unit === 'volume' ? decidingSlices(measured, predicted) : undefined;
  table.labels.forEach((label, index) => {
    if (label !== cell.row || predicted[index] !== cell.column) return;
    const prediction = measured.evaluation.predictions[deciding ? deciding[index] : index];
    items.push({ prediction, confidence: probabilityOf(table, index, cell.column) });
  });
  return items.sort((a, b) => b.confidence - a.confidence);
}

function probabilityOf(table: PredictionTable, index: number, of: number): number {
  return table.probabilities[index * table.classes + of];
}

/** For each volume, the position of the slice that its prediction comes from. */
function decidingSlices(measured: Measured, predicted: ArrayLike<number>): number[] {
  const { table } = measured.measuresOf('slice');
  const best = table.volumeNames.map(() => ({ index: 0, reached: -1 }));
  table.volumes.forEach((volume, index) => {
    let reached = 0;
    for (let k = Math.max(predicted[volume], 1); k < table.classes; k++)
      reached += probabilityOf(table, index, k);
    if (reached > best[volume].reached) best[volume] = { index, reached };
  });
  return best.map(({ index }) => index);
}
