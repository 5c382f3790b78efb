import { beforeAll, expect, it } from 'vitest';
import { startOnOneThread } from '../engine';
import { Programs } from '../programs';
import { checkProgram, findersIn, mostPoints, solution } from './checkProgram';
import { mutate } from './mutant';

beforeAll(() => startOnOneThread());

const option = 'resnet50';
const lowMomentum = new Programs().add(
  `${option}.ts`,
  mutate(solution(`${option}/functional`), {
    name: "PyTorch's momentum in the batch norm",
    edits: [['batchNormalization({})', 'batchNormalization({ momentum: 0.1, epsilon: 1e-5 })']],
  }),
);

it('a momentum as PyTorch means it is remarked on, and costs no points', async () => {
  const report = await checkProgram({ option, program: lowMomentum() });
  expect(findersIn(report).map(({ id }) => id)).toEqual(['resnet-momentum']);
  expect(report.points).toBe(mostPoints(option));
});
