import type { Prediction } from '../protocol/run';
import { crossEntropy } from './calibration';
import { descendingOrder } from './order';

/** A slice with its own loss, in nats. */
export interface SliceLoss {
  prediction: Prediction;
  loss: number;
}

/** The slices with the highest losses, the highest first. */
export function hardestSlices(predictions: readonly Prediction[], count: number): SliceLoss[] {
  const losses = predictions.map(lossOf);
  return [...descendingOrder(losses).subarray(0, count)].map((index) => ({
    prediction: predictions[index],
    loss: losses[index],
  }));
}

const lossOf = ({ crossEntropy: known, probabilities, label }: Prediction): number =>
  known ?? crossEntropy(probabilities, label, probabilities.length, 0);
