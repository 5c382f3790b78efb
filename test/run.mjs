/**
 * `npm test [-- --only unit,e2e]`: builds, packages, and runs every kind of test; the last line is `N passed, N failed`. Each part
 * runs in its own process and leaves its counts in `artifacts/test-results/<part>.json`. `npm run test:quick` is for everyday
 * work: the unit tests that take seconds at most, without a build; vitest.config.ts says which those are.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureCodeServer } from './e2e/codeServer.mjs';
import { browserNeeds, requireDebianPackages } from './e2e/systemPackages.mjs';
import { pytorch } from './pytorch.mjs';
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

/** What holds the Python package (`test/python/run.mjs`): each tool counts as one, each test of pytest as one. */
const countsOfPython = ({ passed, failed, skipped, note }) => ({ passed, failed, skipped, note });

/**
 * A part's command gets the file for its report, which `counts` reads; `vscode` says that the
 * part needs the packaged extension and a real VS Code; `missing` tells what else it needs and does not find.
 */
const parts = [
  ...[
    ['unit', 'quick', 'replacing'],
    ['mutants', 'mutants'],
    ['thorough', 'thorough'],
  ].map(([name, ...projects]) => ({
    name,
    minutes: 60,
    command: inVitest(...projects.flatMap((project) => ['--project', project])),
    counts: countsOfVitest,
  })),
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
  {
    name: 'specs-torch',
    minutes: 30,
    missing: () => {
      pytorch.bring(console.error);
      return pytorch.missing();
    },
    command: (file) => ['test/specs/run.mjs', '--device', 'torch:cpu', '--json', file],
    counts: countsOfSpecs,
  },
  {
    name: 'python',
    minutes: 15,
    command: (file) => ['test/python/run.mjs', '--json', file],
    counts: countsOfPython,
  },
  ...[
    { name: 'package', minutes: 30, command: inVitest('test/package', ...system) },
    { name: 'extension', minutes: 30, command: inVitest('test/extension', ...system) },
    { name: 'e2e', minutes: 60, command: inVitest('test/e2e', ...system) },
  ].map((part) => ({ ...part, vscode: true, counts: countsOfVitest })),
];

/**
 * What follows what: stages one after the other, the lanes of a stage side by side, each a part after the other. Quick unit tests take
 * every core; VS Code leaves most of one idle.
 */
const stages = [
  [['unit']],
  [
    ['package', 'extension', 'e2e'],
    ['specs', 'specs-webgpu', 'specs-torch', 'python', 'mutants', 'thorough'],
  ],
];

/**
 * Runs Node with the arguments.
 * @param {{ minutes?: number, log?: string }} [options] its output goes to the file `log`; default: it is passed through
 * @returns {Promise<number>} the exit code
 */
async function runNode(args, { minutes = 30, log } = {}) {
  const file = log && (await open(log, 'w'));
  const output = file ? file.fd : 'inherit';
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', output, output] });
  const limit = setTimeout(() => {
    console.error(`This took more than ${minutes} minutes and was stopped: ${args.join(' ')}`);
    child.kill('SIGKILL');
  }, minutes * 60_000);
  try {
    const [code] = await once(child, 'exit');
    return code ?? 1;
  } finally {
    clearTimeout(limit);
    await file?.close();
  }
}

/** @returns {Promise<object | undefined>} none when the part left no report */
async function readReport(file) {
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : undefined;
}

/** @param {string | undefined} lacking what the part needs and does not find */
async function runPart({ name, minutes, command, counts: countsOf }, lacking, isAlone) {
  if (lacking) {
    console.log(`\n── ${name} ──`);
    console.error(`Not run: ${lacking}`);
    return {
      name,
      passed: 0,
      failed: process.env.CI ? 1 : 0,
      skipped: 0,
      seconds: 0,
      tests: [],
      failures: [],
      missing: lacking,
    };
  }
  const resultFile = join(resultsFolder, `${name}.json`);
  const log = isAlone ? undefined : join(resultsFolder, `${name}.log`);
  await rm(resultFile, { force: true });
  console.log(isAlone ? `\n── ${name} ──` : `Running ${name}; its output follows when it has ended.`);
  const started = Date.now();
  const code = await runNode(command(resultFile), { minutes, log });
  if (log) console.log(`\n── ${name} ──\n${await readFile(log, 'utf8')}`);
  const report = await readReport(resultFile);
  const counts = report ? countsOf(report) : { passed: 0, failed: 0, skipped: 0 };
  // Continuous integration has everything that a test can need, so nothing may be left out there.
  if (process.env.CI) counts.failed += counts.skipped;
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return {
    name,
    ...counts,
    seconds: (Date.now() - started) / 1000,
    tests: timesOf(report),
    failures: failuresOf(report),
  };
}

/** How long each test took; TensorFlow.js' specs do not tell. */
function timesOf(report) {
  return (report?.testResults ?? []).flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, duration = 0 }) => ({
      file: relative(root, name),
      test: fullName,
      seconds: duration / 1000,
    })),
  );
}

/** The tests that failed, and the files that could not be loaded; TensorFlow.js' specs print theirs themselves. */
function failuresOf(report) {
  return (report?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    if (status === 'failed' && assertionResults.length === 0)
      return [{ file, test: 'the whole file', message }];
    return assertionResults
      .filter((result) => result.status === 'failed')
      .map(({ fullName, failureMessages }) => ({
        file,
        test: fullName,
        message: failureMessages.join('\n'),
      }));
  });
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
  if ((await runNode(build)) !== 0)
    return [{ name: 'build', passed: 0, failed: 1, skipped: 0, seconds: 0, tests: [], failures: [] }];
  const missing = needsVscode ? await missingForVscode() : undefined;
  const results = [];
  for (const stage of stages) {
    const lanes = stage
      .map((lane) => lane.flatMap((name) => chosen.filter((part) => part.name === name)))
      .filter((lane) => lane.length > 0);
    const runLane = async (lane) => {
      for (const part of lane) {
        const lacking = part.vscode ? missing : part.missing?.();
        results.push(await runPart(part, lacking, lanes.length === 1));
      }
    };
    await Promise.all(lanes.map(runLane));
  }
  const order = parts.map(({ name }) => name);
  return results.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

function printSlowest(results) {
  const slowest = results
    .flatMap(({ tests }) => tests)
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 10);
  if (slowest.length === 0) return;
  console.log('\nThe slowest tests:');
  for (const { file, test, seconds } of slowest)
    console.log(`${seconds.toFixed(0).padStart(5)} s  ${file}: ${test}`);
}

/** Once more at the end: the part's own output is far above, and some places show only the end of a long log. */
function printFailures(results) {
  const linesShown = 12;
  for (const { file, test, message } of results.flatMap(({ failures }) => failures)) {
    console.log(`\n✗ ${file}: ${test}`);
    for (const line of message.split('\n').slice(0, linesShown)) console.log(`    ${line}`);
  }
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
  const results = await runAll(chosenParts());
  printSlowest(results);
  printFailures(results);
  printSummary(results);
} catch (error) {
  console.error(error.message);
  process.exitCode = error instanceof RangeError ? 2 : 1;
}
