import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { suite, test } from 'mocha';
import { theExtension } from './fixtures';

/** Processor time, as the wall clock also counts what else the machine does; far below what a heavy library costs. */
const allowedMillis = 150;

/** Processor time that the extension host takes from now on, in milliseconds, until it is asked. */
function processorClock(): () => number {
  const begin = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  };
}

/** Waits until the extension host has nothing to do: while it starts, VS Code's own extensions take more than ours. */
async function untilQuiet(): Promise<void> {
  const lookMillis = 500;
  for (;;) {
    const taken = processorClock();
    await delay(lookMillis);
    if (taken() < lookMillis / 20) return;
  }
}

suite('activation', () => {
  // First by its name: whatever else runs activates the extension too.
  test('takes milliseconds', async () => {
    const extension = theExtension();
    await untilQuiet();
    assert.equal(extension.isActive, false, 'The extension was activated before anyone needed it.');
    const taken = processorClock();
    await extension.activate();
    const took = taken();
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
