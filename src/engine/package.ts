/** What `import 'lits/engine'` gives to programs outside this course; see docs/engine.md. */
import * as tf from '@tensorflow/tfjs-core';
import { t } from '../words';
import { registerEngine, startEngine as start } from '.';
import { backendName } from './backend';

export { exportOnnx, type OnnxFile, type OnnxOptions } from './exportOnnx';

export interface StartOptions {
  /** Where to compute; default: `cpu`, which every machine has. */
  device?: 'cpu' | 'webgpu' | 'cuda' | 'directml' | 'coreml' | 'torch' | `torch:${string}`;
  /** The Python that has PyTorch; default: that of the environment. For the devices `torch`. */
  python?: string;
  /** Threads of the CPU; default: the machine's physical cores. */
  threads?: number;
}

/**
 * Makes TensorFlow.js compute on ONNX Runtime, as `tf.setBackend('onnx')` does, with options.
 * @throws Error when the backend has started already: options are read then.
 */
export async function startEngine({ python, ...options }: StartOptions = {}): Promise<void> {
  if (backendName in tf.engine().registry)
    throw new Error(
      t(
        "The backend '{0}' has started already: call startEngine before the first tf.setBackend('{0}').",
        backendName,
      ),
    );
  await start({ ...options, torch: { programs: __dirname, python } });
}

registerEngine({ torch: { programs: __dirname } });
