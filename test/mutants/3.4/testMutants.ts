import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/protocol/checkReport';
import { mutate, type Mutant } from './mutant';
import { runMutants } from './runs';
import { Programs, type Program } from '../programs';
import { checkProgram, findersIn, solution } from './checkProgram';
import { markdownTable } from '../../markdownTable';

const head = ['mistake', 'made in', 'item', 'points', 'found by', 'line', 'what is told'];

/**
 * Tests that every mutant loses points of the right item by the right finding. Does the same for changed run records of a right
 * program, and compares the table of all results with the kept one.
 * @param recorded the right program whose runs are changed, and what the ids of its checks begin with
 */
export function testMutants(
  mutants: readonly Mutant[],
  recorded: { of: string; prefix: string },
  table: string,
): void {
  const rows: string[][] = [];
  const programs = new Programs();

  describe.each(mutants)('$of with $name', (mutant) => {
    const program = programs.add(fileOf(mutant.of), mutate(solution(mutant.of), mutant));
    it(`loses points of ${mutant.loses} by ${mutant.check}`, async () => {
      const { item, finders } = await checkMutant(mutant, program());
      const own = finders.filter(({ id }) => item?.checks.some((check) => check.id === id));
      const points = `${item?.points ?? NaN} of ${item?.max ?? NaN}`;
      rows.push([mutant.name, mutant.of, mutant.loses, points, ...toldBy(finders, own.at(0))]);
      expect(own[0]?.id).toBe(mutant.check);
      expect(item?.points).toBeLessThan(item?.max ?? 0);
      if (own[0].status === 'fail') expect(own[0].findings[0].at?.file).toBe(fileOf(mutant.of));
    });
  });

  describe(`recorded runs of ${recorded.of}`, () => {
    const program = programs.add(fileOf(recorded.of), solution(recorded.of));
    it.each(runMutants)('lose points when $name', async ({ name, change, check }) => {
      const { of, prefix } = recorded;
      const item = `${prefix}-evaluate`;
      const report = await checkProgram({
        option: optionOf(of),
        program: program(),
        runs: change,
        items: [item],
      });
      const finders = findersIn(report);
      const graded = report.items.find(({ id }) => id === item);
      const points = `${graded?.points ?? NaN} of ${graded?.max ?? NaN}`;
      rows.push([name, of, item, points, ...toldBy(finders, finders.at(0))]);
      expect(finders.map(({ id }) => id)).toEqual([`${prefix}-${check}`]);
      expect(graded?.points).toBeLessThan(graded?.max ?? 0);
    });
  });

  it('keeps the table of results', async () => {
    const text = `# What the checks of exercise 3.4 find\n\nWritten by the tests; \`vitest run -u\` writes it anew.\n\n${markdownTable(head, rows)}`;
    await expect(text).toMatchFileSnapshot(`../${table}`);
  });
}

/** Ids of the checks that found something, and the first finding of one of them as a student reads it. */
function toldBy(finders: readonly CheckResult[], shown: CheckResult | undefined): string[] {
  const finding = shown?.findings.at(0);
  const text = finding?.actual.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ') ?? '';
  return [finders.map(({ id }) => id).join(', '), String(finding?.at?.line ?? ''), text];
}

/** Checks a program with a mistake in it. */
export async function checkMutant(mutant: Mutant, program: Program) {
  const option = optionOf(mutant.of);
  // The script is judged apart from the network.
  const items = mutant.loses.endsWith('-train') ? [mutant.loses] : buildItems[option];
  const limit = mutant.name === 'an endless loop' ? { limitMs: 5000 } : {};
  const report = await checkProgram({ option, program, items, ...limit });
  return { item: report.items.find(({ id }) => id === mutant.loses), finders: findersIn(report) };
}

const buildItems: Readonly<Record<string, readonly string[]>> = {
  alexnet: ['alexnet-build'],
  resnet50: ['resnet-skip', 'resnet-bottleneck', 'resnet-assembly'],
};

const optionOf = (of: string) => of.split('/')[0];
const fileOf = (of: string) => `${optionOf(of)}.ts`;
