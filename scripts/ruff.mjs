/**
 * Ruff for `python/`, by the settings of `python/pyproject.toml`: lints, and checks the format; `--write` formats. It is Ruff itself as
 * WebAssembly, and needs no Python. It knows no files: which rule is not for which of them (`per-file-ignores`) is worked out here.
 */
import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const python = join(root, 'python');
const settings = parse(readFileSync(join(python, 'pyproject.toml'), 'utf8')).tool.ruff;

/** Workspaces by the rules that they leave out beside those of the settings. */
const workspaces = new Map();

/** @param {string} file relative to `python` */
function workspaceFor(file) {
  const { 'per-file-ignores': perFile = {}, ignore = [], ...lint } = settings.lint;
  const own = Object.entries(perFile).flatMap(([pattern, rules]) => {
    if (!/^\w+\/\*$/.test(pattern)) throw new Error(`per-file-ignores: ${pattern} is not FOLDER/*.`);
    return file.startsWith(pattern.slice(0, -1)) ? rules : [];
  });
  const key = own.join();
  const options = { ...settings, lint: { ...lint, ignore: [...ignore, ...own] } };
  if (!workspaces.has(key)) workspaces.set(key, new Workspace(options, PositionEncoding.Utf16));
  return workspaces.get(key);
}

/** What is wrong with a file, as lines. */
function problemsOf(file, write) {
  const place = join(python, file);
  const text = readFileSync(place, 'utf8');
  const workspace = workspaceFor(file);
  const formatted = workspace.format(text);
  if (write && formatted !== text) writeFileSync(place, formatted);
  const isFormatted = write || formatted === text;
  const found = workspace
    .check(write ? formatted : text)
    .map(
      ({ start_location: { row, column }, code, message }) =>
        `${row}:${column} ${code ?? 'syntax'} ${message}`,
    );
  if (!isFormatted) found.push('1:1 is not formatted: npm run format');
  return found.map((problem) => `${relative(root, place)}:${problem}`);
}

const files = readdirSync(python, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.py'))
  .map((file) => file.replaceAll(sep, '/'))
  .sort();
const problems = files.flatMap((file) => problemsOf(file, process.argv.includes('--write')));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`Ruff ${Workspace.version()}: ${files.length} files are in order.`);
