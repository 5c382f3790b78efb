/**
 * `npm run check:python [-- --json FILE]`: holds `python/` by Ruff (lint and format), mypy (strict) and pytest. Where no Python has PyTorch
 * and the tools, and they cannot be installed, Ruff is left, which needs none.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pythonTools } from '../pytorch.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { json } = parseArgs({ options: { json: { type: 'string' } } }).values;

/** @returns {Promise<{ isRight: boolean, output: string }>} how a program has ended, and all that it has printed */
async function runs(command, args, cwd) {
  const environment = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(command, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  const [code] = await once(child, 'close');
  return { isRight: code === 0, output };
}

/** The counts of one tool that has no tests of its own to count. */
async function tool(command, args, cwd) {
  const { isRight, output } = await runs(command, args, cwd);
  return { passed: Number(isRight), failed: Number(!isRight), skipped: 0, output };
}

/** @param {string} folder for its report */
async function pytest(python, folder) {
  const report = join(folder, 'pytest.xml');
  const { isRight, output } = await runs(
    python,
    ['-m', 'pytest', '-q', `--junitxml=${report}`],
    join(root, 'python'),
  );
  const text = await readFile(report, 'utf8').catch(() => '');
  const count = (name) => Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(text)?.[1] ?? 0);
  const skipped = count('skipped');
  const found = count('failures') + count('errors');
  // Pytest itself may fail, as where it finds no tests.
  const failed = !isRight && found === 0 ? 1 : found;
  return { passed: Math.max(0, count('tests') - found - skipped), failed, skipped, output };
}

const folder = await mkdtemp(join(tmpdir(), 'lits-python-'));
try {
  pythonTools.bring(console.error);
  const python = pythonTools.python();
  const results = await Promise.all([
    tool(process.execPath, ['scripts/ruff.mjs'], root),
    ...(python
      ? [tool(python, ['-m', 'mypy'], join(root, 'python')), pytest(python, folder)]
      : [{ passed: 0, failed: 0, skipped: 2, output: `Not run: ${pythonTools.missing()}\n` }]),
  ]);
  for (const { output } of results) process.stdout.write(output);
  const total = (name) => results.reduce((sum, result) => sum + result[name], 0);
  const counts = { passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
  if (json)
    await writeFile(
      json,
      JSON.stringify({ ...counts, ...(python ? {} : { note: 'without mypy and pytest' }) }),
    );
  if (counts.failed > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
