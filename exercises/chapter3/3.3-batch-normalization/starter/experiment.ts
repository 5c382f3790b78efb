import { defineTraining } from 'lits';
import { createNetwork } from './network';

// Change these two, and train each time: with and without, with 0.01, 0.1 and 1.
const hasBatchNorm = true;
const learningRate = 0.1;

export default defineTraining({
  name: `${hasBatchNorm ? 'with' : 'without'}, ${learningRate}`,
  model: () => createNetwork(hasBatchNorm),
  epochs: 2,
  batchSize: 16,
  optimizer: { name: 'sgd', learningRate },
  seed: 1,
});
