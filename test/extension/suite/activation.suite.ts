import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { theExtension } from './fixtures';

/** Several times of what is measured (see `npm run bench`), as machines are noisy; far below what a heavy library costs. */
const allowedMillis = 150;

suite('activation', () => {
  // First by its name: whatever else runs activates the extension too.
  test('takes milliseconds', async () => {
    const extension = theExtension();
    assert.equal(extension.isActive, false, 'The extension was activated before anyone needed it.');
    const begin = performance.now();
    await extension.activate();
    const took = performance.now() - begin;
    assert.ok(took < allowedMillis, `Activation took ${took.toFixed(0)} ms.`);
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
