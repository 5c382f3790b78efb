import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeForgotten } from '../../../../src/engine/torch/forgotten';
import { Window, windowBytes } from '../../../../src/engine/torch/window';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lits-window-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the window between two processes', () => {
  it('is memory that the other one reads and writes', () => {
    const window = Window.open([folder]);
    window.write(Buffer.from('asked'), 0);
    const { file, inherited } = window.handedOn();
    const code = `const { openSync, readSync, writeSync, fstatSync } = require('node:fs');
      const file = openSync(process.argv[1], 'r+');
      const bytes = Buffer.alloc(5);
      readSync(file, bytes, 0, 5, 0);
      writeSync(file, 'given', 0);
      console.log(bytes.toString(), fstatSync(file).size);`;
    const other = spawnSync(process.execPath, ['-e', code, file], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe', inherited ?? 'ignore'],
    });
    expect(other.stderr).toBe('');
    expect(other.stdout).toBe(`asked ${windowBytes}\n`);
    const bytes = new Uint8Array(5);
    window.read(bytes);
    expect(Buffer.from(bytes).toString()).toBe('given');
    window.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('has no name that could be left behind', () => {
    const window = Window.open([folder]);
    expect(readdirSync(folder)).toEqual([]);
    window.close();
  });

  it('is opened in the next place where the first has no room for it', () => {
    const window = Window.open([path.join(folder, 'none'), folder]);
    window.write(new Uint8Array(1), windowBytes - 1);
    window.close();
  });
});

describe('what killed processes have left', () => {
  const dead = () => spawnSync(process.execPath, ['-e', '']).pid;
  const pidOf = (name: string) => (name.startsWith('lits-') ? Number(name.slice(5)) : undefined);

  async function leave(name: string, ageHours: number): Promise<string> {
    const file = path.join(folder, name);
    await writeFile(file, '');
    const changed = Date.now() / 1000 - ageHours * 3600;
    await utimes(file, changed, changed);
    return name;
  }

  it('is removed after a day; what is young, in use or of others stays', async () => {
    await leave(`lits-${dead()}`, 25);
    const staying = [
      await leave(`lits-${dead()}`, 1),
      await leave(`lits-${process.pid}`, 25),
      await leave('another', 25),
    ];
    removeForgotten(folder, pidOf);
    expect(readdirSync(folder).sort()).toEqual(staying.sort());
  });
});
