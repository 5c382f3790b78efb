import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findNode, WorkerError } from '../../../src/launch';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lits-node-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function programAnswering(text: string): Promise<string> {
  const path = join(folder, 'node');
  await writeFile(path, `#!/bin/sh\necho '${text}'\n`);
  await chmod(path, 0o755);
  return path;
}

const answer = (version: string) => JSON.stringify({ version, path: '/opt/node', electron: false });

describe.skipIf(process.platform === 'win32')('findNode', () => {
  it('takes the configured program', async () => {
    const path = await programAnswering(answer('22.1.0'));
    expect(await findNode({ configured: path })).toEqual({ path, env: {}, version: '22.1.0' });
  });

  it('takes the program behind `node` on the search path', async () => {
    await programAnswering(answer('24.0.0'));
    const found = await findNode({ searchPath: `${folder}:/bin:/usr/bin` });
    expect(found).toEqual({ path: '/opt/node', env: {}, version: '24.0.0' });
  });

  it('falls back to the running program where `node` is too old', async () => {
    await programAnswering(answer('18.19.0'));
    const found = await findNode({ searchPath: `${folder}:/bin:/usr/bin` });
    expect(found.path).toBe(process.execPath);
  });

  it('falls back to the running program where there is no `node`', async () => {
    expect((await findNode({ searchPath: folder })).path).toBe(process.execPath);
  });

  it.each([
    ['too old', () => programAnswering(answer('18.19.0')), 'version 18.19.0'],
    ['missing', () => Promise.resolve(join(folder, 'absent')), 'no such program'],
    ['another program', () => programAnswering('hello'), 'does not answer'],
  ])('refuses a configured program that is %s', async (_, make, why) => {
    const refusal = findNode({ configured: await make() });
    await expect(refusal).rejects.toThrow(WorkerError);
    await expect(refusal).rejects.toThrow(why);
  });
});
