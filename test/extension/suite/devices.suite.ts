import assert from 'node:assert/strict';
import { suite, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { deviceItems } from '../../../src/extension/devices/deviceItems';
import { setDevice, settingsFor } from '../../../src/extension/kit/settings';
import type { DeviceReport } from '../../../src/protocol/devices';

const reports: DeviceReport[] = [
  { device: 'cpu', works: true, stepMillis: 20 },
  { device: 'cuda', works: false, problem: { kind: 'failed', message: 'libcudart.so.12: not found' } },
  { device: 'webgpu', works: true, stepMillis: 4 },
];

suite('devices', () => {
  teardown(() => setDevice('cpu'));

  test('are listed with those that work first, how fast they are, and which one is in use', () => {
    const [, cpu, webgpu] = deviceItems(reports, 'webgpu');
    assert.equal(cpu?.report?.device, 'cpu');
    assert.match(webgpu?.label ?? '', /\$\(check\).*WebGPU/);
    assert.match(webgpu?.description ?? '', /in use · 4 ms.* 5 times as fast as the CPU/);
  });

  test('that are far too slow to be timed say so', () => {
    const items = deviceItems([reports[0], { device: 'webgpu', works: true }], 'cpu');
    assert.equal(items[2]?.description, 'very slow');
  });

  test('that do not work stand below a line of their own, each with what it needs and why', () => {
    const items = deviceItems(reports, 'cpu');
    const line = items.findLastIndex(({ kind }) => kind === vscode.QuickPickItemKind.Separator);
    assert.deepEqual(
      items.slice(line + 1).map(({ report }) => report?.device),
      ['cuda'],
    );
    assert.match(items.at(-1)?.detail ?? '', /Needs an NVIDIA GPU.*libcudart\.so\.12: not found/);
  });

  test('once chosen are what the settings say', async () => {
    assert.equal(settingsFor().device, 'cpu');
    await setDevice('webgpu');
    assert.equal(settingsFor().device, 'webgpu');
  });
});
