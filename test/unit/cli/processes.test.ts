import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { deviceOfProcesses, processesOf } from '../../../src/cli/runInProcesses';
import { temporaryFolder } from '../temporaryFolder';
import { runLits } from './runLits';

it.each([
  ['another device than PyTorch', ['--nproc', '2', '--device', 'webgpu'], 'with PyTorch alone'],
  ['the CPU, where it was asked for', ['--nproc', '2', '--device', 'cpu'], 'with PyTorch alone'],
  ['one GPU for several processes', ['--nproc', '2', '--device', 'torch:cuda:0'], 'a GPU of its own'],
  ['several machines that do not know where to meet', ['--nnodes', '2'], '--rdzv-endpoint'],
  ['no process', ['--nproc', '0'], '--nproc'],
])('several processes are refused %s', async (_what, options, why) => {
  const cwd = await temporaryFolder();
  await writeFile(path.join(cwd, 'train.ts'), '');
  const { code, text } = await runLits(cwd, 'train', 'train.ts', ...options);
  expect(code).toBe(2);
  expect(text).toContain(why);
});

it('several processes train with PyTorch where no device was asked for', () => {
  expect(deviceOfProcesses('cpu', false)).toBe('torch');
  expect(deviceOfProcesses('cpu', true)).toBe('cpu');
  expect(deviceOfProcesses('torch:cpu', true)).toBe('torch:cpu');
});

it('there is one process unless others are asked for', () => {
  expect(processesOf({})).toBeUndefined();
  expect(processesOf({ nnodes: 3 })).toMatchObject({ nproc: 1, nnodes: 3 });
});
