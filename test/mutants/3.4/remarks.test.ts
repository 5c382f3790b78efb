import { beforeAll, expect, it } from 'vitest';
import { startOnOneThread } from '../engine';
import { Programs } from '../programs';
import { checkProgram, findersIn, mostPoints, solution } from './checkProgram';
import { mutate } from './mutant';
import { remarkedOn } from './styles';

beforeAll(() => startOnOneThread());

const option = 'resnet50';
const lowMomentum = new Programs().add(`${option}.ts`, mutate(solution(remarkedOn.of), remarkedOn));

it('a momentum as PyTorch means it is remarked on, and costs no points', async () => {
  const report = await checkProgram({ option, program: lowMomentum() });
  expect(findersIn(report).map(({ id }) => id)).toEqual(['resnet-momentum']);
  expect(report.points).toBe(mostPoints(option));
});
