import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { allowedProcessors, coresOf, physicalCores, remembered } from '../../../src/engine/cores';

describe('physical cores', () => {
  it('counts two threads on one core once', () => {
    const siblings = ['0,4', '1,5', '2,6', '3,7', '0,4', '1,5', '2,6', '3,7'];
    expect(coresOf([0, 1, 2, 3, 4, 5, 6, 7], (processor) => `${siblings[processor]}\n`)).toBe(4);
  });

  it('leaves out what the process may not use', () => {
    expect(allowedProcessors('Name:\tnode\nCpus_allowed:\t0b\nCpus_allowed_list:\t0-1,3\n')).toEqual([
      0, 1, 3,
    ]);
  });

  it('are never more than the threads that can run at once, and at least one', () => {
    expect(physicalCores()).toBeGreaterThanOrEqual(1);
    expect(physicalCores()).toBeLessThanOrEqual(availableParallelism());
  });
});

describe('a number of cores that takes long to find out', () => {
  let file: string;
  beforeEach(() => {
    file = path.join(mkdtempSync(path.join(tmpdir(), 'lits-cores-')), 'cores.json');
  });
  afterEach(() => rmSync(path.dirname(file), { recursive: true }));

  it('is found out once', () => {
    const count = vi.fn(() => 6);
    expect([1, 2].map(() => remembered(file, '12 x CPU', count))).toEqual([6, 6]);
    expect(count).toHaveBeenCalledOnce();
  });

  it('is found out again for another processor', () => {
    remembered(file, '12 x CPU', () => 6);
    expect(remembered(file, '16 x CPU', () => 8)).toBe(8);
  });

  it.each(['', 'null', '{"subject":"12 x CPU","count":"many"}'])(
    'is found out again when %j was kept',
    (text) => {
      writeFileSync(file, text);
      expect(remembered(file, '12 x CPU', () => 6)).toBe(6);
    },
  );

  it('is found out when it cannot be kept', () => {
    expect(remembered(path.join(file, 'nowhere'), '12 x CPU', () => 6)).toBe(6);
  });
});
