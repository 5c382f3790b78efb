import { beforeAll, expect, it } from 'vitest';
import { startOnOneThread } from '../engine';
import { mutate } from './mutant';
import { faultChain, resnetMutants } from './resnet50';
import { checkProgram, findersIn, solution } from './checkProgram';
import { Programs } from '../programs';
import { testMutants } from './testMutants';

beforeAll(() => startOnOneThread());

testMutants(
  [...resnetMutants, ...faultChain],
  { of: 'resnet50/one-loop', prefix: 'resnet' },
  'RESULTS-resnet50.md',
);

const programs = new Programs();
const withFaults = faultChain.map((fault, fixed) => {
  const text = faultChain.slice(fixed).reduce(mutate, solution('resnet50/explicit-sizes'));
  return { fault, program: programs.add('resnet50.ts', text) };
});

it('tells the faults of the first ResNet-50 one at a time, whichever are left', async () => {
  const told: string[] = [];
  for (const { fault, program } of withFaults) {
    const finders = findersIn(
      await checkProgram({
        option: 'resnet50',
        program: program(),
        items: ['resnet-bottleneck', 'resnet-assembly'],
      }),
    );
    expect(finders.map(({ id }) => id)).toEqual([fault.check]);
    const [{ actual, at }] = finders[0].findings;
    told.push(`${at?.line ?? '?'}: ${actual}`);
  }
  if (process.env.SHOW) console.log(told.join('\n'));
  expect(new Set(told).size).toBe(faultChain.length);
});
