import * as tf from '@tensorflow/tfjs';
import * as lits from '../../student';
import { t } from '../../words';
import { withheldFunction } from './aside';

/** Parts of TensorFlow.js that students cannot use, because they reach the machine, the network or the engine. */
const withheld = [
  'backend',
  'data',
  'engine',
  'ENV',
  'env',
  'findBackend',
  'findBackendFactory',
  'io',
  'loadGraphModel',
  'loadGraphModelSync',
  'loadLayersModel',
  'registerBackend',
  'registerKernel',
  'registerGradient',
  'removeBackend',
  'setBackend',
  'setPlatform',
  'unregisterKernel',
  'unregisterGradient',
] as const;

function studentTensorflow(): object {
  const names = new Set<string>(withheld);
  const offered = Object.entries<unknown>(tf).filter(([name]) => !names.has(name));
  const util = Object.freeze({ ...tf.util, fetch: withheldFunction('tf.util.fetch') });
  const module = Object.fromEntries<unknown>([['__esModule', true], ...offered, ['util', util]]);
  for (const name of withheld)
    Object.defineProperty(module, name, {
      enumerable: true,
      get() {
        throw new Error(t('{0} is not available in an exercise.', `tf.${name}`));
      },
    });
  return Object.freeze(module);
}

function studentLits(): object {
  const offered = Object.entries<unknown>(lits).filter(([name]) => name !== 'isTraining');
  return Object.freeze({ __esModule: true, ...Object.fromEntries(offered) });
}

/** The only modules student code can import besides its own files. */
export const studentModules: Readonly<Record<string, object>> = {
  '@tensorflow/tfjs': studentTensorflow(),
  lits: studentLits(),
};
