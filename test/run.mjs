/**
 * `npm test [-- --only unit,e2e]`: builds, packages, and runs every kind of test, one after the other; the last line is
 * `N passed, N failed`. Each part runs in its own process and leaves its counts in `artifacts/test-results/<part>.json`.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureCodeServer } from './e2e/codeServer.mjs';
import { browserNeeds, requireDebianPackages } from './e2e/systemPackages.mjs';
import { softwareGpu } from './softwareGpu.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const resultsFolder = join(root, 'artifacts/test-results');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const inVitest =
  (...options) =>
  (resultFile) => [
    vitest,
    'run',
    ...options,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${resultFile}`,
  ];
const system = ['--config', 'test/e2e/vitest.config.ts'];

/** A file of tests that could not even be loaded counts as one failure: it has no tests to count. */
function brokenFiles({ testResults }) {
  return testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
}

const countsOfVitest = (report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests + brokenFiles(report),
  skipped: report.numPendingTests + report.numTodoTests,
});

/** Known failures of TensorFlow.js' specs are listed with their reasons; one that passes must leave the list. */
const countsOfSpecs = ({ passed, failed, surprises, healed }) => ({
  passed,
  failed: surprises + healed.length,
  skipped: 0,
  note: `${failed.length - surprises} fail as known`,
});

/**
 * A part's command gets the file for its report, which `counts` reads; `vscode` says that the part needs the packaged extension
 * and a real VS Code; `missing` tells what else it needs and does not find.
 */
const parts = [
  {
    name: 'unit',
    minutes: 60,
    command: inVitest('--project', 'quick', '--project', 'thorough'),
    counts: countsOfVitest,
  },
  { name: 'mutants', minutes: 60, command: inVitest('--project', 'mutants'), counts: countsOfVitest },
  {
    name: 'specs',
    minutes: 30,
    command: (file) => ['test/specs/run.mjs', '--json', file],
    counts: countsOfSpecs,
  },
  {
    name: 'specs-webgpu',
    minutes: 30,
    missing: softwareGpu.missing,
    command: (file) => ['test/specs/run.mjs', '--device', 'webgpu', '--software-gpu', '--json', file],
    counts: countsOfSpecs,
  },
  ...[
    { name: 'package', minutes: 30, command: inVitest('test/package', ...system) },
    { name: 'extension', minutes: 30, command: inVitest('test/extension', ...system) },
    { name: 'e2e', minutes: 60, command: inVitest('test/e2e', ...system) },
  ].map((part) => ({ ...part, vscode: true, counts: countsOfVitest })),
];

/** Runs Node with the arguments, its output passed through. @returns {Promise<number>} the exit code */
function runNode(args, minutes = 30) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const limit = setTimeout(() => {
    console.error(`This took more than ${minutes} minutes and was stopped: ${args.join(' ')}`);
    child.kill('SIGKILL');
  }, minutes * 60_000);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(limit);
      resolve(code ?? 1);
    });
  });
}

/** @returns {Promise<{ passed: number, failed: number, skipped: number, note?: string }>} none when it left no report */
async function readCounts(file, counts) {
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0 };
  return counts(JSON.parse(await readFile(file, 'utf8')));
}

async function runPart({ name, minutes, command, counts: countsOf }) {
  const resultFile = join(resultsFolder, `${name}.json`);
  await rm(resultFile, { force: true });
  const started = Date.now();
  const code = await runNode(command(resultFile), minutes);
  const counts = await readCounts(resultFile, countsOf);
  // Continuous integration has everything that a test can need, so nothing may be left out there.
  if (process.env.CI) counts.failed += counts.skipped;
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return { name, ...counts, seconds: (Date.now() - started) / 1000 };
}

/** @returns {Promise<string | undefined>} what is missing for tests in a real VS Code, when it cannot be installed */
async function missingForVscode() {
  try {
    await requireDebianPackages(browserNeeds, console.error);
    await ensureCodeServer();
    return undefined;
  } catch (error) {
    return error.message;
  }
}

function chosenParts() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const names = values.only?.split(',') ?? parts.map(({ name }) => name);
  const unknown = names.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0)
    throw new RangeError(
      `No part is called ${unknown.join(', ')}. There are: ${parts.map(({ name }) => name).join(', ')}.`,
    );
  return parts.filter(({ name }) => names.includes(name));
}

async function runAll(chosen) {
  await mkdir(resultsFolder, { recursive: true });
  const needsVscode = chosen.some(({ vscode }) => vscode);
  console.log(needsVscode ? 'Building and packaging' : 'Building');
  const build = needsVscode ? ['scripts/package.mjs', '--out', 'artifacts/lits-lab.vsix'] : ['esbuild.mjs'];
  if ((await runNode(build)) !== 0) return [{ name: 'build', passed: 0, failed: 1, skipped: 0, seconds: 0 }];
  const missing = needsVscode ? await missingForVscode() : undefined;
  const results = [];
  for (const part of chosen) {
    console.log(`\n── ${part.name} ──`);
    const lacking = part.vscode ? missing : part.missing?.();
    if (lacking) {
      console.error(`Not run: ${lacking}`);
      results.push({
        name: part.name,
        passed: 0,
        failed: process.env.CI ? 1 : 0,
        skipped: 0,
        seconds: 0,
        missing: lacking,
      });
    } else results.push(await runPart(part));
  }
  return results;
}

function printSummary(results) {
  console.log('');
  for (const { name, passed, failed, skipped, note, seconds, missing } of results)
    console.log(
      `${failed > 0 ? '✗' : missing ? '-' : '✓'} ${name.padEnd(12)} ` +
        (missing
          ? `not run: ${missing}`
          : `${passed} passed, ${failed} failed, ${skipped} skipped${note ? `, ${note}` : ''}, ${seconds.toFixed(0)} s`),
    );
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  console.log(`${total('passed')} passed, ${total('failed')} failed`);
  process.exitCode = total('failed') > 0 ? 1 : 0;
}

try {
  printSummary(await runAll(chosenParts()));
} catch (error) {
  console.error(error.message);
  process.exitCode = error instanceof RangeError ? 2 : 1;
}
