import { beforeAll, describe, expect, it } from 'vitest';
import { startOnOneThread } from '../engine';
import { Programs } from '../programs';
import { checkProgram, findersIn, solution } from './checkProgram';
import { editsOf, mutate } from './mutant';
import { behaviours } from './behaviours';

beforeAll(() => startOnOneThread());

describe('a network that computes something else', () => {
  const programs = new Programs();
  const wrong = behaviours.map(([name, of, check, told, ...texts]) => {
    const [option] = of.split('/');
    const program = programs.add(`${option}.ts`, mutate(solution(of), { name, edits: editsOf(texts) }));
    return { name, option, check, told, program };
  });
  it.each(wrong)('because of $name is told so by $check', async ({ option, check, told, program }) => {
    const items = tasksOf[option];
    const [found] = findersIn(await checkProgram({ option, program: program(), items }));
    expect(found.id).toBe(check);
    expect(found.findings[0].actual).toMatch(told);
    expect(found.findings[0].at).toBeDefined();
  });
});

const tasksOf: Readonly<Record<string, readonly string[]>> = {
  alexnet: ['alexnet-build', 'alexnet-train'],
  resnet50: ['resnet-skip', 'resnet-bottleneck', 'resnet-assembly', 'resnet-train'],
};
