import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { kill } from 'node:process';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startEngine } from '../../../../src/engine';
import { BufferPool } from '../../../../src/engine/graph/bufferPool';
import { TorchRuntime } from '../../../../src/engine/torch/torchRuntime';
import { startTorch } from '../../../../src/engine/torch/start';
import { pythonsToTry } from '../../../../src/protocol/pythons';
import { FailureError } from '../../../../src/protocol/failure';
import { patienceMillis } from '../../../patience.mjs';
import { torchPrograms } from './installation';

let folder: string;
let programs: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lits-python-'));
  programs = await torchPrograms();
});
afterAll(() => Promise.all([folder, programs].map((each) => rm(each, { recursive: true, force: true }))));

/** A program that takes the place of Python. */
async function fake(name: string, script: string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

/** What is said when PyTorch is started by this program. */
async function failureWith(python: string, startMillis?: number) {
  const options = { programs, python, ...(startMillis === undefined ? {} : { startMillis }) };
  const thrown: unknown = await startTorch('torch', 1, options).catch((error: unknown) => error);
  if (!(thrown instanceof FailureError)) throw thrown;
  return thrown.failure;
}

it('of Python, the package alone ships, without its tests', async () => {
  expect(await readdir(path.join(programs, 'python'))).toEqual(['lits_torch']);
  expect((await readdir(programs)).sort()).toEqual(['python', 'torchThread.cjs']);
});

describe('the Pythons that are tried', () => {
  it('begin with those of an active environment', () => {
    const environment = { VIRTUAL_ENV: '/home/a/venv', CONDA_PREFIX: '/opt/conda' };
    expect(pythonsToTry(environment, 'linux')).toEqual([
      '/home/a/venv/bin/python',
      '/opt/conda/bin/python',
      'python3',
      'python',
      '/usr/bin/python3',
    ]);
  });

  it.each([
    ['an interpreter', '/home/a/lab/bin/python3.11', '/home/a/lab/bin/python3.11'],
    ['the folder of an environment', '/opt/conda/envs/lab', '/opt/conda/envs/lab/bin/python'],
  ])('begin with what the editor was told: %s', (_what, chosen, first) => {
    const pythons = pythonsToTry({ LITS_LIKELY_PYTHON: chosen, VIRTUAL_ENV: '/home/a/venv' }, 'linux');
    expect(pythons.slice(0, 2)).toEqual([first, '/home/a/venv/bin/python']);
  });

  it('are called otherwise on Windows', () =>
    expect(pythonsToTry({}, 'win32')).toEqual(['python3', 'python']));
});

describe('says plainly', () => {
  it('that there is no such program', async () => {
    const { why } = await failureWith(path.join(folder, 'none'));
    expect(why).toContain('There is no program');
  });

  it('that a Python has no PyTorch, and how to install it', async () => {
    const python = await fake('bare', `echo '{"lits_torch": 1, "missing": "No module named torch"}'`);
    const { why, next } = await failureWith(python);
    expect(why).toContain('has no PyTorch that can be loaded: No module named torch');
    expect(next).toContain('pip install torch');
  });

  it('that PyTorch has no such device', async () => {
    const python = await fake('refusing', `echo '{"lits_torch": 1, "refused": "It has: cpu."}'`);
    expect((await failureWith(python)).why).toBe('It has: cpu.');
  });

  it('that an interpreter hangs', async () => {
    const python = await fake('hanging', 'exec sleep 600');
    expect((await failureWith(python, 300)).why).toContain('gave no answer within 0.3 seconds');
  });

  it('with which last words an interpreter has ended', async () => {
    const python = await fake('crashing', 'echo first >&2; echo "no libcudart.so" >&2; exit 3');
    expect((await failureWith(python)).why).toContain('It ended with the exit code 3. no libcudart.so');
  });

  it('that an interpreter was killed while it started', async () => {
    const { why } = await failureWith(await fake('killed', 'kill -9 $$'));
    expect(why).toContain('has ended while it started: It was ended by force (SIGKILL), as a system does');
  });

  it('that an interpreter crashes', async () => {
    expect((await failureWith(await fake('faulty', 'kill -SEGV $$'))).why).toContain('the signal SIGSEGV');
  });
});

describe('where no interpreter is named', () => {
  /** The failure of a system where programs are looked for in this folder alone. */
  async function failureIn(programsFolder: string) {
    vi.stubEnv('PATH', programsFolder);
    for (const name of ['VIRTUAL_ENV', 'CONDA_PREFIX', 'LITS_LIKELY_PYTHON']) vi.stubEnv(name, undefined);
    // There, no interpreter has a place of its own.
    const platform = vi.spyOn(process, 'platform', 'get').mockReturnValue('win32');
    onTestFinished(() => {
      vi.unstubAllEnvs();
      platform.mockRestore();
    });
    const thrown: unknown = await startTorch('torch', 1, { programs }).catch((error: unknown) => error);
    if (!(thrown instanceof FailureError)) throw thrown;
    return thrown.failure;
  }

  it('says that there is no Python', async () => {
    const empty = await mkdtemp(path.join(folder, 'empty-'));
    const { what, why, next } = await failureIn(empty);
    expect(what).toBe('PyTorch is not found.');
    expect(why).toBe('There is no Python on this machine, or it is not in the PATH.');
    expect(next).toContain('pip install torch');
  });

  it('says which Pythons there are without PyTorch', async () => {
    const bare = `echo '{"lits_torch": 1, "missing": "No module named torch"}'`;
    const only = path.dirname(await fake('only/python3', bare));
    expect((await failureIn(only)).why).toBe('There is Python (python3), but without PyTorch.');
  });
});

it('an engine whose device does not start is refused, and nothing else computes in its place', async () => {
  const python = await fake('ending', 'exit 0');
  const started = startEngine({ device: 'torch:cpu', torch: { programs, python } });
  await expect(started).rejects.toThrow('PyTorch (CPU) does not start.');
});

it('says that PyTorch failed when it is killed in mid-step', async () => {
  const script = `echo '{"lits_torch": 1, "torch": "2", "device": "cpu"}'; read question; kill -9 $$`;
  const python = await startTorch('torch', 1, { programs, python: await fake('mortal', script) });
  const runtime = new TorchRuntime(python, new BufferPool(), 'torch:cpu');
  const compile = () => runtime.compile({ leaves: [], nodes: [], outputs: [] });
  expect(compile).toThrow('PyTorch (CPU) failed. It was ended by force (SIGKILL)');
  expect(compile).toThrow('PyTorch (CPU) failed.');
});

it('says that PyTorch failed when it hangs in mid-step, and ends it', async () => {
  const ending = path.join(folder, 'ended');
  const script = `echo '{"lits_torch": 1, "torch": "2", "device": "cpu"}'; echo $$ > ${ending}; read question; exec sleep 1000`;
  const hanging = await fake('hanging', script);
  const python = await startTorch('torch', 1, { programs, python: hanging, answerMillis: 500 });
  const runtime = new TorchRuntime(python, new BufferPool(), 'torch:cpu');
  const compile = () => runtime.compile({ leaves: [], nodes: [], outputs: [] });
  expect(compile).toThrow('PyTorch (CPU) failed. It has not answered for 0.5 seconds.');
  const process = Number(await readFile(ending, 'utf8'));
  await vi.waitFor(() => expect(() => kill(process, 0)).toThrow('ESRCH'), { timeout: patienceMillis });
});

it('passes over what is printed between answers', async () => {
  const greeting = `echo '{"lits_torch": 1, "torch": "2", "device": "cpu"}'`;
  const script = `${greeting}; read question; echo 'Loading…'; echo '{"a": 1}'; echo '{"done": 7}'; read question`;
  const python = await startTorch('torch', 1, { programs, python: await fake('talkative', script) });
  expect(python.ask([['clear']])).toBe(7);
  python.end();
});

it('leaves no file behind while a Python starts, for it may be killed then', async () => {
  const [starting, going] = ['starting', 'going'].map((name) => path.join(folder, name));
  const script = `echo > ${starting}; until [ -e ${going} ]; do sleep 0.1; done; exit 3`;
  const failure = failureWith(await fake('slow', script));
  await vi.waitFor(() => readFile(starting), { timeout: patienceMillis });
  const places =
    process.platform === 'win32' ? [] : ['/dev/shm', tmpdir()].filter((each) => existsSync(each));
  const left = await Promise.all(places.map((place) => readdir(place)));
  expect(left.flat().filter((name) => name.startsWith(`lits-${process.pid}-`))).toEqual([]);
  await writeFile(going, '');
  expect((await failure).why).toContain('the exit code 3');
});

it('passes over what is printed before', async () => {
  const script = `echo 'Welcome!'; echo '{"a": 1}'; echo '{"lits_torch": 1, "torch": "2", "device": "cpu"}'; exec cat`;
  const python = await startTorch('torch', 1, { programs, python: await fake('chatty', script) });
  expect(python.device).toBe('cpu');
  python.end();
});
