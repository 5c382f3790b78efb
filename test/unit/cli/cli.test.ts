import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../../../src/cli/io';
import { runCli } from '../../../src/cli/program';
import { dataCheckSchema } from '../../../src/protocol/dataCheck';

const packs = fileURLToPath(new URL('../../packs', import.meta.url));
const workerPath = fileURLToPath(new URL('../launch/fakeWorker.mjs', import.meta.url));
let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lits-cli-'));
});
afterEach(() => rm(cwd, { recursive: true }));

/** Runs `lits` in the test's folder; `onOutput` may press Ctrl+C. */
async function lits(
  args: string[],
  onOutput?: (text: string, interrupt: () => void) => void,
  environment: Io['environment'] = {},
) {
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  const interrupt = () => listeners.forEach((listener) => listener());
  const io: Io = {
    stdout: {
      write: (text) => {
        stdout += text;
        onOutput?.(text, interrupt);
      },
    },
    stderr: {
      write: (text) => {
        stderr += text;
        onOutput?.(text, interrupt);
      },
    },
    cwd,
    environment,
    workerPath,
    now: () => new Date(2026, 2, 1, 10, 15),
    onInterrupt: (listener) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
  const code = await runCli(args, io);
  return { code, stdout, stderr, lines: stdout.trim().split('\n') };
}

async function trainingFile(name: string): Promise<string> {
  await mkdir(join(cwd, 'Clean_LiTS'), { recursive: true });
  await writeFile(join(cwd, 'Clean_LiTS', 'train_classes.csv'), '');
  await writeFile(join(cwd, name), 'const x: number = oops;\n');
  return name;
}

describe('the language of the command line', () => {
  const german = { LANG: 'de_DE.UTF-8' };
  const missing = async (args: string[], environment: Io['environment']) =>
    (await lits(['train', 'missing.ts', ...args], undefined, environment)).stderr;

  it('is that of the terminal', async () => {
    expect(await missing([], german)).toContain('Fehler: Es gibt keine Datei missing.ts.');
  });

  it('is the one that is chosen, whatever the terminal says', async () => {
    expect(await missing(['--lang', 'en'], german)).toContain('error: There is no file missing.ts.');
    expect(await missing(['--lang=de'], {})).toContain('Es gibt keine Datei');
  });

  it('is English where there are no translations', async () => {
    expect(await missing([], { LANG: 'fr_FR.UTF-8' })).toContain('There is no file');
  });

  it('is that of the help, too', async () => {
    const { stdout } = await lits(['train', '--help'], undefined, german);
    expect(stdout).toMatch(
      /^Aufruf: lits train[^]*Optionen:[^]*wo gerechnet wird[^]*Optionen jedes Befehls:[^]*--lang/,
    );
  });

  it('is that of a result', async () => {
    const { stdout } = await lits(['train', await trainingFile('succeed.ts')], undefined, german);
    expect(stdout).toContain('Weiter mit: lits evaluate');
  });

  it('does not change what programs read', async () => {
    const file = await trainingFile('succeed.ts');
    const { lines } = await lits(['train', file, '--json'], undefined, german);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      type: 'result',
      ok: true,
      run: { state: 'done' },
    });
  });
});

describe('wrong usage ends with code 2', () => {
  it.each([
    [['train']],
    [['train', 'f.ts', '--epochs', '0']],
    [['train', 'f.ts', '--epochs', 'many']],
    [['train', 'f.ts', '--set', 'epochs']],
    [['train', 'f.ts', '--set', 'a..b=1']],
    [['train', 'f.ts', '--device', 'toaster']],
    [['evaluate', 'run', '--split', 'all']],
    [['runs', 'show', 'run', '--hardest', '0']],
    [['export', 'run']],
    [['export', 'run', '--format', 'pb']],
    [['data', 'dance']],
    [['prepare']],
    [['prepare', '--sample', '--download']],
    [['prepare', '--sample', '--window', '-160,240']],
    [['prepare', '--volumes', '.', '--window', '240,-160']],
    [['prepare', '--volumes', '.', '--workers', '0']],
    [['prepare', '--volumes', '.', '--split', '1/1/1', '--split-file', 'f']],
    [['prepare', '--sample', '--url', 'https://example.org/a.zip']],
    [['prepare', '--sample', '--patients', '2']],
    [['dance']],
  ])('lits %j', async (args) => {
    const { code, stderr, stdout } = await lits(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: /);
    expect(stdout).toBe('');
  });
});

async function jobOf(...options: string[]) {
  const { lines } = await lits(['train', await trainingFile('tell-job.ts'), '--json', ...options]);
  const { run } = JSON.parse(lines.at(-1) ?? '') as { run: { name: string } };
  return JSON.parse(run.name) as { device: string; threads?: number; settings?: object };
}

describe('settings of the training', () => {
  it('are those of the file where no option gives any', async () => {
    expect(await jobOf()).not.toHaveProperty('settings');
  });

  it('come from flags before those of a JSON file', async () => {
    const json = { epochs: 9, seed: 4, optimizer: { name: 'sgd', learningRate: 0.1 } };
    await writeFile(join(cwd, 'settings.json'), JSON.stringify(json));
    const set = [
      'optimizer.learningRate=.2',
      'schedule.name=cosine',
      'clipNorm=null',
      'loss.classWeights=[1,2,3]',
    ];
    const { settings } = await jobOf(
      '--settings',
      'settings.json',
      '--epochs',
      '2',
      ...set.flatMap((one) => ['--set', one]),
    );
    expect(settings).toEqual({
      epochs: 2,
      seed: 4,
      optimizer: { name: 'sgd', learningRate: 0.2 },
      schedule: { name: 'cosine' },
      clipNorm: null,
      loss: { classWeights: [1, 2, 3] },
    });
  });

  it.each(['[1]', '{"epochs": 1'])('of a JSON file with %s are refused with an example', async (text) => {
    await writeFile(join(cwd, 'settings.json'), text);
    const { code, stderr } = await lits([
      'train',
      await trainingFile('tell-job.ts'),
      '--settings',
      'settings.json',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /settings\.json cannot be read as settings[^]*"optimizer": \{ "learningRate": 0\.01 \}/,
    );
  });
});

describe('where and with what to compute', () => {
  it('is the CPU with as many threads as the worker finds cores, unless told otherwise', async () => {
    const job = await jobOf();
    expect(job).toMatchObject({ device: 'cpu' });
    expect(job).not.toHaveProperty('threads');
  });

  it('is what the options say', async () => {
    expect(await jobOf('--device', 'webgpu', '--threads', '3')).toMatchObject({
      device: 'webgpu',
      threads: 3,
    });
  });
});

it('shows help with code 0', async () => {
  const { code, stdout } = await lits(['--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('lits [options] [command]');
});

describe('work that fails ends with code 1 and says what to do next', () => {
  it('without a training file', async () => {
    const { code, stderr } = await lits(['train', 'absent.ts']);
    expect(code).toBe(1);
    expect(stderr).toContain('There is no file absent.ts.');
  });

  it('without the folder to check, and never with another one', async () => {
    await mkdir(join(cwd, 'nn', '9.1-sums'), { recursive: true });
    await writeFile(join(cwd, 'nn', '9.1-sums', 'sum.ts'), '');
    const { code, stderr } = await lits(['check', 'nn/abgabe-anna', '--exercise', '9.1', '--course', packs]);
    expect(code).toBe(1);
    expect(stderr).toContain('There is no such folder: nn/abgabe-anna.');
    expect(stderr).toContain('9.1-sums');
  });

  it.each([
    [['train', 'Train.ts'], /There is no file Train\.ts\.\s+Did you mean train\.ts\?/],
    [['train', '.'], /\. is a folder, not a file\.\s+Name a file in it, such as train\.ts/],
    [
      ['train', 'train.ts', '--data', 'Clean_LITS'],
      /There is no such folder: Clean_LITS\.\s+Did you mean Clean_LiTS\?/,
    ],
    [['train', 'train.ts', '--run-dir', 'train.ts'], /train\.ts is a file, not a folder/],
    [['check', 'train.ts', '--exercise', '9.1'], /train\.ts is no file of exercise 9\.1/],
    [['check', '.', '--course', 'train.ts'], /train\.ts is a file, not a folder/],
    [['evaluate', '20260301-101500-tran'], /There is no run[^]*Did you mean 20260301-101500-train\?/],
    [['export', 'train.ts', '--format', 'onnx'], /train\.ts is a file, not a folder/],
    [
      ['evaluate', '.lits/runs/20260301-101500-train/run.json'],
      /is a file[^]*Did you mean \.lits.runs.20260301-101500-train\?/,
    ],
    [['prepare', '--sample', '--out', 'train.ts'], /train\.ts is a file, not a folder/],
    [['doctor', '--data', 'train.ts'], /train\.ts is a file, not a folder/],
  ])('with a path that is not what it should be: %j', async (args, told) => {
    await trainingFile('train.ts');
    await mkdir(join(cwd, '.lits/runs/20260301-101500-train'), { recursive: true });
    await writeFile(join(cwd, '.lits/runs/20260301-101500-train/run.json'), '{}');
    const { code, stderr } = await lits([
      ...args,
      ...(args[0] === 'check' && !args.includes('--course') ? ['--course', packs] : []),
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(told);
  });

  it('without a data set', async () => {
    await writeFile(join(cwd, 'succeed.ts'), '');
    const { code, stderr } = await lits(['train', 'succeed.ts']);
    expect(code).toBe(1);
    expect(stderr).toContain('lits prepare --sample');
  });

  it('without the run to evaluate', async () => {
    const { code, stderr } = await lits(['evaluate', 'absent']);
    expect(code).toBe(1);
    expect(stderr).toContain('There is no run "absent".');
  });

  it('with the failure that the worker reports', async () => {
    const { code, stderr } = await lits(['train', await trainingFile('fail.ts')]);
    expect(code).toBe(1);
    expect(stderr).toContain('error: The loss became NaN at step 7.\n  Lower the learning rate.');
  });

  it('with the place of each problem in the code', async () => {
    const { stderr } = await lits(['train', await trainingFile('problem.ts')]);
    expect(stderr).toContain(
      [
        "problem.ts:1:19 error Cannot find name 'oops'.",
        '  1 | const x: number = oops;',
        '                        ^^^^',
      ].join('\n'),
    );
  });

  it('when the worker dies', async () => {
    const { code, stderr } = await lits(['train', await trainingFile('die.ts')]);
    expect(code).toBe(1);
    expect(stderr).toContain('killed by SIGKILL');
  });

  it('when doctor finds an error', async () => {
    const { code, stdout } = await lits(['doctor']);
    expect(code).toBe(1);
    expect(stdout).toContain('error    Too little memory\n         Close other programs.');
  });
});

describe('train', () => {
  it('ends with code 0 and names the run and the next command', async () => {
    const { code, stdout } = await lits(['train', await trainingFile('succeed.ts')]);
    expect(code).toBe(0);
    expect(stdout).toContain(`Next: lits evaluate ${join('.lits', 'runs', '20260301-101500-succeed')}`);
  });

  it('shows progress on standard error, so that results can be piped', async () => {
    const { stdout, stderr } = await lits(['train', await trainingFile('succeed.ts')]);
    expect(stderr).toContain('Training ━━');
    expect(stdout).not.toContain('━');
  });

  it('puts the run beside the nearest .lits above the file', async () => {
    await mkdir(join(cwd, 'chapter', '.lits'), { recursive: true });
    await mkdir(join(cwd, 'chapter', 'exercise'), { recursive: true });
    await trainingFile('chapter/exercise/succeed.ts');
    await lits(['train', 'chapter/exercise/succeed.ts']);
    expect(await readdir(join(cwd, 'chapter', '.lits', 'runs'))).toEqual(['20260301-101500-succeed']);
  });

  it('stops politely on Ctrl+C, keeps the run and ends with code 1', async () => {
    let pressed = false;
    const { code, stdout, stderr } = await lits(
      ['train', await trainingFile('until-cancelled.ts')],
      (text, interrupt) => {
        if (pressed || !text.includes('Training')) return;
        pressed = true;
        interrupt();
      },
    );
    expect(code).toBe(1);
    expect(stderr).toContain('Stopping after this step');
    expect(stdout).toContain('What was learned so far is kept.');
  });

  it('ends at once on the second Ctrl+C', async () => {
    let pressed = false;
    const { code, stderr } = await lits(
      ['train', await trainingFile('refuse-to-stop.ts')],
      (text, interrupt) => {
        if (pressed || !text.includes('Training')) return;
        pressed = true;
        interrupt();
        interrupt();
      },
    );
    expect(code).toBe(1);
    expect(stderr).toContain('The program was ended by force.');
  });

  it('gets a folder of its own when another one began in the same second', async () => {
    const file = await trainingFile('succeed.ts');
    await lits(['train', file]);
    const { stdout } = await lits(['train', file]);
    expect(stdout).toContain(join('.lits', 'runs', '20260301-101500-succeed-2'));
  });

  it('refuses a run folder that is taken', async () => {
    const file = await trainingFile('succeed.ts');
    await mkdir(join(cwd, 'taken'));
    await writeFile(join(cwd, 'taken', 'run.json'), '{}');
    const { code, stderr } = await lits(['train', file, '--run-dir', 'taken']);
    expect(code).toBe(1);
    expect(stderr).toContain('holds a run already');
  });
});

describe('--json', () => {
  it('prints an event a line for long work and the result last', async () => {
    const { lines } = await lits(['train', await trainingFile('succeed.ts'), '--json']);
    const events = lines.map((line) => JSON.parse(line) as { type: string });
    expect(events.map(({ type }) => type)).toEqual(['progress', 'progress', 'result']);
    expect(events.at(-1)).toMatchObject({ ok: true, kind: 'train', run: { state: 'done' } });
  });

  it('prints one object for short work', async () => {
    const { lines } = await lits(['doctor', '--json']);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0])).toMatchObject({ type: 'result', ok: true, findings: [{ id: 'node' }, {}] });
  });

  it('prints a failure as the result', async () => {
    const { code, lines } = await lits(['train', await trainingFile('fail.ts'), '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      type: 'result',
      ok: false,
      failure: { what: 'The loss became NaN at step 7.' },
    });
  });
});

describe('quiz', () => {
  beforeEach(() => trainingFile('succeed.ts'));

  it('asks on paper, and keeps the answers to itself', async () => {
    const { stdout } = await lits(['quiz', 'succeed.ts']);
    expect(stdout).toContain('It takes 10. How many parameters does it have?');
    expect(stdout).toContain(') 33\n');
    expect(stdout).not.toContain('Answer');
    expect(stdout).not.toContain('Weights: ');
  });

  it('tells a tutor the answers with the way to them', async () => {
    const { stdout } = await lits(['quiz', 'succeed.ts', '--answers']);
    expect(stdout).toMatch(/Answer: [a-d]\n.*Weights: 10 × 3 = 30.\n.*Biases: 3. Together: 33./);
  });

  it('gives programs no answer either, unless they are asked for', async () => {
    const { lines } = await lits(['quiz', 'succeed.ts', '--json', '--seed', '5']);
    const result: unknown = JSON.parse(lines.at(-1) ?? '');
    expect(result).toMatchObject({ ok: true, kind: 'quiz', seed: 5, files: [{ file: 'succeed.ts' }] });
    expect(lines.at(-1)).not.toMatch(/answer|explanation|mistake/);
  });

  describe('on the folder of an exercise', () => {
    const course = fileURLToPath(new URL('../../../exercises', import.meta.url));
    const exercise = async (folder: string, files: readonly string[]) => {
      await mkdir(join(cwd, folder));
      for (const file of files) await writeFile(join(cwd, folder, file), '');
      return lits(['quiz', folder, '--course', course]);
    };

    it('asks about each model that is there', async () => {
      const { stdout } = await exercise('3.2-regularization', ['baseline.ts', 'dropout.ts', 'answers.md']);
      const asked = [...stdout.matchAll(/^(\S+), questions of seed 1$/gm)].map(([, file]) => file);
      expect(asked).toEqual(['baseline.ts', 'dropout.ts'].map((file) => join('3.2-regularization', file)));
    });

    it('says what to name where there is none', async () => {
      const { code, stderr } = await exercise('3.1-data-augmentation', ['pipeline.ts']);
      expect(code).toBe(1);
      expect(stderr).toContain('Name a file that defines a training.');
    });
  });
});

describe('data check', () => {
  beforeEach(() => trainingFile('succeed.ts'));

  it('prints the page, and fails where the data cannot be trained on', async () => {
    const { code, stdout } = await lits(['data', 'check']);
    expect(code).toBe(1);
    expect(stdout).toContain('# Check of a data set');
    expect(stdout).toContain('- `train/a.png`');
  });

  it('writes the page to a file', async () => {
    await lits(['data', 'check', '--out', 'page.md', '--data', 'Clean_LiTS']);
    expect(await readFile(join(cwd, 'page.md'), 'utf8')).toContain('1 picture cannot be used');
  });

  it('prints what it found as JSON, too', async () => {
    const { lines } = await lits(['data', 'check', '--json']);
    const result: unknown = JSON.parse(lines.at(-1) ?? '');
    expect(dataCheckSchema.parse(result)).toMatchObject({ data: join(cwd, 'Clean_LiTS') });
  });
});

it('prepare passes on where the archive comes from', async () => {
  const jobOf = async (...args: string[]) => {
    const { stdout } = await lits(['prepare', ...args]);
    return /Clean_LiTS from (\{.*\}):/.exec(stdout)?.[1];
  };
  const url = 'https://example.org/slices.zip';
  expect(await jobOf('--download')).toBe(JSON.stringify({ out: cwd }));
  expect(await jobOf('--download', '--url', url, '--out', 'a')).toBe(
    JSON.stringify({ out: join(cwd, 'a'), url }),
  );
  expect(await jobOf('--zip', 'mine.zip')).toBe(JSON.stringify({ out: cwd, zip: join(cwd, 'mine.zip') }));
});

it('prepare passes on how volumes become slices, and tells what was left out', async () => {
  const { code, stdout } = await lits([
    ...['prepare', '--volumes', '.', '--window', '-100,400', '--size', '128'],
    ...['--split', '91/19/21', '--workers', '2', '--out', 'made'],
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(/from (\{.*\}):/.exec(stdout)?.[1] ?? '')).toEqual({
    volumes: cwd,
    out: join(cwd, 'made'),
    window: [-100, 400],
    size: 128,
    split: '91/19/21',
    workers: 2,
  });
  expect(stdout).toContain('left out: volume-7: it is damaged');
  expect(stdout).toContain('warning: volume-8: left and right may be swapped');
});

it('prepare names the data set and its size', async () => {
  const { code, stdout } = await lits(['prepare', '--sample', '--out', 'here']);
  expect(code).toBe(0);
  expect(stdout).toContain(`${join(cwd, 'here', 'Clean_LiTS')}: 4 slices to train on`);
});
