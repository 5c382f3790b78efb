import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { allowedProcessors, coresOf, physicalCores } from '../../../src/engine/cores';

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
