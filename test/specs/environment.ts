/** Prepares Jasmine and the engine; must be loaded before any spec. */
import jasmineCore from 'jasmine-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import { registerEngine } from '../../src/engine';
import { patienceMillis } from '../patience.mjs';
import { options } from './options';

const jasmine = (jasmineCore as { boot(): { DEFAULT_TIMEOUT_INTERVAL: number } }).boot();
jasmine.DEFAULT_TIMEOUT_INTERVAL = patienceMillis;
registerEngine({
  threads: 1,
  device: options.device,
  torch: { programs: process.env['LITS_TORCH_PROGRAMS']! },
});
setTestEnvs([{ name: 'onnx', backendName: 'onnx', isDataSync: true, flags: {} }]);
