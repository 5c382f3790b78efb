import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startEngine } from '../../src/engine';
import { describeJudgement, Judge } from './judge';
import { diffOf, mutantOf, originsIn } from './mutants';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    from: { type: 'string', default: '1' },
    of: { type: 'string', default: '' },
    show: { type: 'string' },
    all: { type: 'boolean', default: false },
  },
});
const repository = process.env['LITS_ROOT'] ?? process.cwd();
const origins = originsIn(repository).filter(({ name }) => name.startsWith(values.of));

async function main(): Promise<void> {
  await startEngine({ threads: 1 });
  const home = await realpath(await mkdtemp(path.join(tmpdir(), 'lits-mutations-')));
  try {
    const seeds = Array.from({ length: Number(values.count) }, (_, index) => Number(values.from) + index);
    const judge = new Judge({
      repository,
      typings: path.join(repository, 'artifacts/mutations/typings'),
      home,
    });
    const counts = new Map<string, number>();
    const add = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
    await judge.judge(
      seeds.map((seed) => mutantOf(seed, origins)),
      (judgement) => {
        const { mutant, outcome, differs } = judgement;
        add(`${outcome}${differs === 'stopped' ? ' (stopped)' : ''}\t${mutant.mutation.kind}`);
        const isShown = values.all || outcome === 'survivor' || outcome === 'false alarm';
        if (isShown) process.stdout.write(`${describeJudgement(judgement, diffOf(mutant))}\n`);
      },
    );
    for (const [key, count] of [...counts].sort(([a], [b]) => a.localeCompare(b)))
      process.stdout.write(`${count}\t${key}\n`);
    process.exitCode = [...counts.keys()].some((key) => /^(survivor|false)/.test(key)) ? 1 : 0;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

if (values.show === undefined) await main();
else process.stdout.write(`${diffOf(mutantOf(Number(values.show), origins))}\n`);
