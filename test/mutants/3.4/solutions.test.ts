import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { startOnOneThread } from '../engine';
import { Programs } from '../programs';
import { mutate } from './mutant';
import { operationStyles } from './operations';
import { styles } from './styles';
import { checkProgram, findersIn, mostPoints, solution } from './checkProgram';

beforeAll(() => startOnOneThread());

for (const option of ['alexnet', 'resnet50']) {
  const folder = new URL(`../../solutions/3.4/${option}/`, import.meta.url);
  const names = (await readdir(folder)).map((file) => `${option}/${file.replace(/\.ts$/, '')}`);
  describe(`the right programs for ${option}`, () => {
    const programs = new Programs();
    const right = names.map((name) => [name, programs.add(`${option}.ts`, solution(name))] as const);
    it.each(right)('%s gets full points', async (_name, program) => {
      const report = await checkProgram({ option, program: program() });
      expect(findersIn(report)).toEqual([]);
      expect(report.points).toBe(mostPoints(option));
    });
  });
}

describe('the right programs written another way', () => {
  const programs = new Programs();
  const right = [...styles, ...operationStyles].map((style) => {
    const [option] = style.of.split('/');
    const program = programs.add(`${option}.ts`, mutate(solution(style.of), style));
    return [style.of, style.name, option, program] as const;
  });
  it.each(right)('%s with %s gets full points', async (_of, _name, option, program) => {
    const report = await checkProgram({ option, program: program() });
    expect(findersIn(report)).toEqual([]);
    expect(report.points).toBe(mostPoints(option));
  });
});
