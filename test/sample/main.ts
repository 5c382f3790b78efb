import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { readEvaluations, readMetrics } from '../../src/runs';
import type { EpochLine } from '../../src/protocol/run';
import { variants } from './variants';
import { markdownTable } from '../markdownTable';
import { numberAccuracy, type NumberedSlice } from './numberAccuracy';

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: 'number,demo,curves' },
    seeds: { type: 'string', default: '5' },
    epochs: { type: 'string', default: '10' },
    /** Strengths of the penalty to try. */
    l2: { type: 'string', default: '1e-4' },
    /** Whether slices are made smaller before the first layer: a quarter of the time. */
    half: { type: 'boolean', default: false },
    /** A data set that is there, instead of one made for this. */
    data: { type: 'string' },
  },
});
const repository = process.env['LITS_ROOT'] ?? process.cwd();
const run = promisify(execFile);
const home = await realpath(await mkdtemp(join(tmpdir(), 'lits-sample-')));
const lits = (...args: string[]) =>
  run(process.execPath, [join(repository, 'dist/cli.cjs'), ...args], { cwd: home, maxBuffer: 2 ** 28 });
const say = (text: string) => process.stdout.write(`${text}\n`);
const share = (value: number) => (100 * value).toFixed(1);

async function slicesOf(data: string, split: string): Promise<NumberedSlice[]> {
  const [, ...rows] = (await readFile(join(data, `${split}_classes.csv`), 'utf8')).trim().split('\n');
  return rows.map((row) => {
    const [file = '', liver, lesion] = row.split(',');
    return { number: Number(/_(\d+)\.png$/.exec(file)?.[1]), label: Number(liver) + Number(lesion) };
  });
}

/** Trains a program; its epochs, and its folder. */
async function train(
  name: string,
  text: string,
  seed: number,
  epochs: number,
  data: string,
): Promise<{ dir: string; epochs: EpochLine[]; seconds: number }> {
  const folder = join(home, `${name}-${seed}`);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.ts`);
  const dir = join(folder, 'run');
  await writeFile(file, text);
  const options = ['--seed', seed, '--epochs', epochs, '--data', data, '--run-dir', dir].map(String);
  await lits('train', file, ...options);
  const { lines } = await readMetrics(dir);
  const ends = lines.filter((line): line is EpochLine => line.kind === 'epoch');
  return { dir, epochs: ends, seconds: lines.at(-1)?.seconds ?? 0 };
}

async function main(): Promise<void> {
  const data = values.data ?? join(home, 'Clean_LiTS');
  if (!values.data) await lits('prepare', '--sample', '--out', home);
  const solution = await readFile(join(repository, 'test/solutions/3.2/baseline.ts'), 'utf8');
  const baseline = values.half ? variants.half(solution) : solution;
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
  const parts = values.part.split(',');

  if (parts.includes('number')) {
    const [known, asked] = [await slicesOf(data, 'train'), await slicesOf(data, 'test')];
    const counts = [0, 1, 2].map((label) => known.filter((slice) => slice.label === label).length);
    say(`Slices to train on, by class: ${counts.join(', ')}`);
    say(`By the slice's number alone: ${share(numberAccuracy(known, asked))} % of the test split`);
  }

  if (parts.includes('demo')) {
    const rows: string[][] = [];
    for (const seed of seeds) {
      const { dir, seconds } = await train('baseline', baseline, seed, 3, data);
      await lits('evaluate', dir, '--split', 'test');
      const [evaluation] = (await readEvaluations(dir)).evaluations;
      const { accuracy, classes } = evaluation.bySlice.figures;
      rows.push([
        String(seed),
        share(accuracy),
        ...classes.map(({ recall }) => share(recall)),
        seconds.toFixed(0),
      ]);
      say(rows.at(-1)?.join(' ') ?? '');
    }
    say(markdownTable(['seed', 'test accuracy', 'recall: no liver', 'liver', 'lesion', 'seconds'], rows));
  }

  if (parts.includes('curves')) {
    const programs: [string, string][] = [
      ['baseline', baseline],
      ...values.l2
        .split(',')
        .map((strength): [string, string] => [`l2 ${strength}`, variants.l2(baseline, Number(strength))]),
      ['dropout', variants.dropout(baseline)],
    ];
    const rows: string[][] = [];
    for (const seed of seeds)
      for (const [name, text] of programs) {
        const { epochs } = await train(name.replace(' ', '-'), text, seed, Number(values.epochs), data);
        const last = epochs.at(-1);
        const best = Math.min(...epochs.map(({ valLoss }) => valLoss));
        if (!last) continue;
        rows.push([
          String(seed),
          name,
          ...[best, last.valLoss, last.loss, last.valLoss - last.loss].map((value) => value.toFixed(2)),
          share(last.valAccuracy),
        ]);
        say(rows.at(-1)?.join(' ') ?? '');
      }
    say(
      markdownTable(
        ['seed', 'program', 'least validation loss', 'last', 'last training loss', 'gap', 'accuracy'],
        rows,
      ),
    );
  }
}

try {
  await main();
} finally {
  await rm(home, { recursive: true, force: true });
}
