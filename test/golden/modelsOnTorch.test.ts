import { describe } from 'vitest';
import { pytorch } from '../pytorch.mjs';
import { torchOnCpu } from '../unit/engine/torch/installation';
import { testModels } from './modelTests';

const missing = pytorch.missing();
if (missing) console.warn(`Not tested with PyTorch: ${missing}`);

describe.skipIf(missing !== undefined)(
  'with the weights and slices that PyTorch has, computed by PyTorch',
  () => testModels(torchOnCpu),
);
