/** Prepares Jasmine and the engine; must be loaded before any spec. */
import jasmineCore from 'jasmine-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import { registerEngine } from '../../src/engine';
import { options } from './options';

(jasmineCore as { boot(): unknown }).boot();
registerEngine({ threads: 1, device: options.device });
setTestEnvs([{ name: 'onnx', backendName: 'onnx', isDataSync: true, flags: {} }]);
