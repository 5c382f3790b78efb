import { beforeAll, describe, expect, it } from 'vitest';
import { startOnOneThread } from '../engine';
import { Programs } from '../programs';
import { solution } from './checkProgram';
import { mutate } from './mutant';
import { checkMutant } from './testMutants';
import { wrongNetworks } from './wrongNetworks';

beforeAll(() => startOnOneThread());

describe('wrong networks, written in public ways', () => {
  const programs = new Programs();
  const rows = wrongNetworks.map((mutant) => {
    const [option] = mutant.of.split('/');
    return [
      mutant.of,
      mutant.name,
      mutant,
      programs.add(`${option}.ts`, mutate(solution(mutant.of), mutant)),
    ] as const;
  });
  it.each(rows)('%s with %s loses points by its finding', async (_of, _name, mutant, program) => {
    const { item, finders } = await checkMutant(mutant, program());
    const own = finders.filter(({ id }) => item?.checks.some((check) => check.id === id));
    expect(own[0]?.id).toBe(mutant.check);
    expect(item?.points).toBeLessThan(item?.max ?? 0);
  });
});
