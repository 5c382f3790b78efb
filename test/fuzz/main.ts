import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { prepareSample } from '../../src/data';
import type { Question } from './child';
import { answersTo } from './pool';
import { fuzzedProgram, validPrograms } from './programs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    processes: { type: 'string', default: '1' },
    show: { type: 'string' },
    ends: { type: 'boolean', default: false },
  },
});
const repository = process.env['LITS_ROOT'] ?? process.cwd();

/** Every seventh program is checked, too: a check trains more than a training of two steps. */
const questionsOf = (seed: number): Question[] => [
  { seed, kind: 'train' },
  ...(seed % 7 === 0 ? [{ seed, kind: 'check' } as const] : []),
];

async function main(): Promise<void> {
  const from = Number(values.from);
  const seeds = Array.from({ length: Number(values.count) }, (_, index) => from + index);
  const home = await mkdtemp(path.join(tmpdir(), 'lits-fuzz-home-'));
  try {
    const typings = path.join(repository, 'artifacts/fuzz/typings');
    const { data } = await prepareSample({ out: home, patients: 3, slices: 4, seed: 1 });
    const ends = new Map<string, number>();
    let faults = 0;
    await answersTo(seeds.flatMap(questionsOf), {
      repository,
      typings,
      data,
      processes: Number(values.processes),
      patienceMillis: 180_000,
      onAnswer: ({ seed, kind, end, faults: found }) => {
        ends.set(`${kind}: ${end}`, (ends.get(`${kind}: ${end}`) ?? 0) + 1);
        if (found.length === 0) return;
        faults++;
        process.stdout.write(
          `seed ${seed} ${kind}: ${end}\n${found.map((fault) => `  ${fault}\n`).join('')}`,
        );
      },
    });
    if (values.ends)
      for (const [end, count] of [...ends].sort((a, b) => b[1] - a[1]))
        process.stdout.write(`${count}\t${end}\n`);
    process.stdout.write(`${seeds.length} programs, ${faults} with faults\n`);
    process.exitCode = faults > 0 ? 1 : 0;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

if (values.show) process.stdout.write(fuzzedProgram(Number(values.show), validPrograms(repository)).text);
else await main();
