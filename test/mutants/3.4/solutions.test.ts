import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { checkProgram, findersIn, mostPoints, solution } from './checkProgram';

beforeAll(() => startEngine());

for (const option of ['alexnet', 'resnet50']) {
  const folder = new URL(`../../solutions/3.4/${option}/`, import.meta.url);
  const names = (await readdir(folder)).map((file) => `${option}/${file.replace(/\.ts$/, '')}`);
  describe(`the right programs for ${option}`, () => {
    it.each(names)('%s gets full points', async (name) => {
      const report = await checkProgram({ option, source: await solution(name) });
      expect(findersIn(report)).toEqual([]);
      expect(report.points).toBe(mostPoints(option));
    });
  });
}
