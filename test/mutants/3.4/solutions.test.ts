import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { startOnOneThread } from '../engine';
import { Programs } from '../programs';
import { mutate } from './mutant';
import { operationStyles } from './operations';
import { styles, type Style } from './styles';
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
  const right = triedTogether([...operationStyles, ...styles]).map(({ of, name, edits }) => {
    const [option] = of.split('/');
    const program = programs.add(`${option}.ts`, mutate(solution(of), { name, edits }));
    return [of, name, option, program] as const;
  });
  it.each(right)('%s with %s gets full points', async (_of, _name, option, program) => {
    const report = await checkProgram({ option, program: program() });
    expect(findersIn(report)).toEqual([]);
    expect(report.points).toBe(mostPoints(option));
  });
});

/** Few programs in which each style occurs: a program gets full points only where each of its styles would. */
function triedTogether(all: readonly Style[]): Pick<Style, 'name' | 'of' | 'edits'>[] {
  const places = new Map<string, number>();
  const groups = new Map<string, Style[]>();
  for (const style of all) {
    const place = `${style.of} ${style.about}`;
    const turn = places.get(place) ?? 0;
    places.set(place, turn + 1);
    const group = `${style.of} ${turn}`;
    groups.set(group, [...(groups.get(group) ?? []), style]);
  }
  return [...groups.values()].map((group) => ({
    of: group[0].of,
    name: group.map(({ name }) => name).join('; '),
    edits: group.flatMap(({ edits }) => edits),
  }));
}
