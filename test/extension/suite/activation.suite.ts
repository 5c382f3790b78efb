import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { theExtension } from './fixtures';

/** Processor time, as the wall clock also counts what else the machine does; far below what a heavy library costs. */
const allowedMillis = 150;

suite('activation', () => {
  // First by its name: whatever else runs activates the extension too.
  test('takes milliseconds', async () => {
    const extension = theExtension();
    assert.equal(extension.isActive, false, 'The extension was activated before anyone needed it.');
    const begin = process.cpuUsage();
    await extension.activate();
    const { user, system } = process.cpuUsage(begin);
    const took = (user + system) / 1000;
    assert.ok(took < allowedMillis, `Activation took ${took.toFixed(0)} ms of processor time.`);
  });

  test('loads no package from node_modules: those are for the worker', async () => {
    const extension = theExtension();
    await extension.activate();
    const loaded = Object.keys(require.cache).filter((file) => file.startsWith(extension.extensionPath));
    assert.ok(
      loaded.some((file) => file.endsWith('extension.cjs')),
      'The list of loaded modules does not show the extension itself.',
    );
    const heavy = /node_modules[\\/](@tensorflow|onnxruntime|sharp|@img|esbuild|typescript)/;
    assert.deepEqual(
      loaded.filter((file) => heavy.test(file)),
      [],
    );
  });
});
