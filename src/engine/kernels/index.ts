import * as tf from '@tensorflow/tfjs-core';
import { t } from '../../words';
import { backendName, registerHostKernels, registerKernels } from '../backend';

import { allReduceKernels } from './allReduce';
import { batchNormTrainingKernels } from './batchNormTraining';
import { crossEntropyKernels } from './crossEntropy';
import { acceptChannelsFirst } from './channelsFirst';
import { conv2DKernels } from './conv2d';
import { conv3DKernels } from './conv3d';
import { creationKernelNames, registerCreationKernels } from './creation';
import { cumprodKernels } from './cumprod';
import { depthwiseKernels } from './depthwise';
import { einsumKernels } from './einsum';
import { elementwiseKernels } from './elementwise';
import { imageKernels } from './image';
import { localResponseKernels } from './localResponse';
import { matMulKernels } from './matMul';
import { maxPoolWithArgmaxKernels } from './maxPoolWithArgmax';
import { normalizationKernels } from './normalization';
import { hostKernels } from './onHost';
import { poolKernels } from './pool';
import { pool3DKernels } from './pool3d';
import { reduceKernels } from './reduce';
import { resizeKernels } from './resize';
import { scatterKernels } from './scatter';
import { shapeKernels } from './shape';
import { spaceToBatchKernels } from './spaceToBatch';
import { topKKernels } from './topK';

const recorded = [
  ...elementwiseKernels,
  ...reduceKernels,
  ...shapeKernels,
  ...matMulKernels,
  ...conv2DKernels,
  ...poolKernels,
  ...normalizationKernels,
  ...spaceToBatchKernels,
  ...conv3DKernels,
  ...cumprodKernels,
  ...depthwiseKernels,
  ...einsumKernels,
  ...imageKernels,
  ...localResponseKernels,
  ...maxPoolWithArgmaxKernels,
  ...pool3DKernels,
  ...resizeKernels,
  ...scatterKernels,
  ...topKKernels,
];

/** Names of the TensorFlow.js kernels this engine records as part of a graph, and of those it runs on the host. */
export const supportedKernels: Record<'recorded' | 'onHost', readonly string[]> = {
  recorded: ['Identity', ...creationKernelNames, ...recorded.map(({ name }) => name)].sort(),
  onHost: [...hostKernels].sort(),
};

const listOfKernels = 'https://github.com/lits-lab/lits-lab/blob/main/docs/kernels.md';

/** For `tf.browser.fromPixels` TensorFlow.js falls back by itself where a backend lacks this kernel. */
const withOwnFallback = ['FromPixels'];

/** Kernel names TensorFlow.js knows: its constants whose value is their own name. */
const knownKernels = Object.entries(tf)
  .filter(([name, value]) => name === value)
  .map(([name]) => name);

/** Registers every kernel of TensorFlow.js: those the engine runs, and for the rest an error that names them. */
export function registerAllKernels(): void {
  registerKernels([...recorded, ...allReduceKernels, ...batchNormTrainingKernels, ...crossEntropyKernels]);
  acceptChannelsFirst();
  registerCreationKernels();
  registerHostKernels(hostKernels);
  const handled = new Set([...Object.values(supportedKernels).flat(), ...withOwnFallback]);
  for (const kernelName of knownKernels.filter((name) => !handled.has(name))) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: () => {
        throw new Error(
          t(
            "TensorFlow.js' kernel '{0}' is not supported by this engine yet. Supported kernels: {1}",
            kernelName,
            listOfKernels,
          ),
        );
      },
    });
  }
}
