import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOfDeath, oomKills, type Death } from '../../../src/launch/death';

const killed = { words: 'killed by SIGKILL', signal: 'SIGKILL' } as const;
const tell = (death: Partial<Death>) =>
  failureOfDeath({ ending: killed, lastOutput: '', oomKill: false, diskIsFull: false, ...death });

describe('a worker that is gone', () => {
  it('ran out of memory when Linux counted such a kill meanwhile', () => {
    expect(tell({ oomKill: true }).what).toMatch(/^Memory ran out: the system killed/);
    expect(tell({ oomKill: true, ending: undefined }).what).toMatch(/^Memory ran out/);
  });

  it('most likely ran out of memory when it was killed and nobody asked for it', () => {
    expect(tell({}).what).toMatch(/killed by SIGKILL.*most likely, memory ran out/);
  });

  it('ran out of memory when it said so itself', () => {
    const lastOutput = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
    const ending = { words: 'killed by SIGABRT', signal: 'SIGABRT' } as const;
    expect(tell({ lastOutput, ending }).what).toMatch(/^Memory ran out/);
  });

  it('had no space on the disk when there is none, and memory is not blamed', () => {
    const { what, why, next } = tell({ diskIsFull: true, ending: { words: 'exit code 1' } });
    expect(what).toMatch(/because the disk is full/);
    expect(`${what} ${why} ${next}`).not.toContain('emory');
    expect(next).toMatch(/Free some space/);
  });

  it('is told what to do about it', () => {
    expect(tell({}).next).toMatch(/still there.*smaller batch size.*close other programs/);
  });

  it('did not run out of memory when it left by itself while another process did', () => {
    const { what, why, next } = tell({ oomKill: true, ending: { words: 'exit code 1' } });
    expect(what).toBe('The process that did the work ended unexpectedly (exit code 1).');
    expect(`${what} ${why} ${next}`).not.toContain('emory');
  });

  it('is not told by the lines that its run has logged on its way', () => {
    const lastOutput =
      '2026-03-01T10:15:00.000Z info: Epoch 1 of 9: loss 1.1\nIllegal instruction\n2026-03-01T10:15:01.000Z warning: Slow.';
    expect(tell({ lastOutput }).why).toMatch(/last output:\nIllegal instruction\n.*warning: Slow\.$/);
  });

  it('is quoted with its last words', () => {
    for (const oomKill of [true, false])
      expect(tell({ oomKill, lastOutput: 'step 7' }).why).toContain('Its last output:\nstep 7');
  });
});

describe("Linux' count of kills for memory", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'lits-vmstat-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('is read from its statistics', async () => {
    await writeFile(join(folder, 'vmstat'), 'nr_free_pages 12\noom_kill 3\ndrop_pagecache 1\n');
    expect(await oomKills(join(folder, 'vmstat'))).toBe(3);
  });

  it('is 0 where the system has none', async () => {
    await writeFile(join(folder, 'vmstat'), 'nr_free_pages 12\n');
    expect(await oomKills(join(folder, 'vmstat'))).toBe(0);
    expect(await oomKills(join(folder, 'missing'))).toBe(0);
  });
});
