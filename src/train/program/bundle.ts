import { build, type BuildFailure, type Location, type Message, type Plugin } from 'esbuild';
import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { anyEncoding } from '../../encoding';
import { liesIn } from '../../files/liesIn';
import { FailureError, messageOf } from '../../protocol/failure';
import type { StudentProblem } from '../../protocol/run';
import { list, t } from '../../words';
import { whyWaitingIsWithheld } from './aside';
import { otherSpelling } from './spelling';

/** Student code as one file. */
export interface Bundle {
  /** CommonJS. It depends on the sources alone, not on their folder. */
  code: string;
  /** JSON of the source map; its sources are relative to the exercise's folder. */
  map: string;
  /** SHA-256 of `code`, in hex. */
  hash: string;
  /** In words, what the student should know of the sources. */
  remarks?: readonly string[];
}

/**
 * Bundles a student's file with the files it imports from its own folder.
 * @param modules names of modules that stay imports; they are provided when the bundle runs
 * @throws FailureError with the student's line for a syntax error, a missing file or an import that is not allowed.
 */
export async function bundleStudentFile(file: string, modules: readonly string[]): Promise<Bundle> {
  await mustBeFile(file);
  const folder = await realpath(path.dirname(file));
  const entry = path.join(folder, path.basename(file));
  const guesses: [source: string, encoding: string][] = [];
  try {
    const { outputFiles } = await build({
      // Not by its path, in which a star would stand for many files.
      entryPoints: ['program'],
      absWorkingDir: folder,
      outfile: path.join(folder, 'program.cjs'),
      write: false,
      bundle: true,
      format: 'cjs',
      platform: 'neutral',
      target: 'es2022',
      // As chains of then, which can be withheld.
      supported: { 'async-await': false, 'async-generator': false, 'for-await': false },
      sourcemap: 'external',
      logLevel: 'silent',
      tsconfigRaw: { compilerOptions: { alwaysStrict: true } },
      plugins: [onlyOwnFilesAnd(modules, folder, entry), anyEncoding((...guess) => guesses.push(guess))],
    });
    const text = (suffix: string) => outputFiles.find((output) => output.path.endsWith(suffix))?.text ?? '';
    const code = text('.cjs');
    const remarks = guesses.map(([source, encoding]) =>
      t(
        '{0} is not in UTF-8; it was read as {1}. Save it as UTF-8, so that every program reads it alike.',
        path.relative(folder, source),
        encoding,
      ),
    );
    return { code, map: text('.map'), hash: createHash('sha256').update(code).digest('hex'), remarks };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const problems = error.errors.map((message) => problemOf(message, file));
    throw new FailureError({
      what: t('Your code could not be read.'),
      why: problems[0]?.message,
      next: t('Correct the marked line, then train again.'),
      problems,
    });
  }
}

async function mustBeFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: unknown) => {
    throw new FailureError(
      {
        what: t('{0} cannot be opened.', file),
        next: t('Check the name; it may have been moved or renamed.'),
      },
      error,
    );
  });
  if (!found.isFile())
    throw new FailureError({
      what: t('{0} is not a file.', file),
      next: t('Choose the file with your training.'),
    });
}

/** Marks a request of the plugin itself, which must not be answered by the plugin again. */
const asked = Symbol('asked');

function onlyOwnFilesAnd(modules: readonly string[], folder: string, entry: string): Plugin {
  return {
    name: 'only-own-files',
    setup(build) {
      const onlyThese = (wanted: string) =>
        refused(
          t(
            "'{0}' cannot be imported here: only {1} and your own files beside this one.",
            wanted,
            list(modules.map((name) => `'${name}'`)),
          ),
        );
      build.onResolve({ filter: /.*/ }, async ({ path: wanted, kind, resolveDir, pluginData }) => {
        if (kind === 'entry-point') return { path: entry };
        if (pluginData === asked) return undefined;
        if (modules.includes(wanted)) return { path: wanted, external: true };
        if (!/^\.{1,2}(\/|$)/.test(wanted)) return onlyThese(wanted);
        const misspelled = otherSpelling(resolveDir, wanted);
        if (misspelled !== undefined) return refused(misspelled);
        const found = await build.resolve(wanted, { kind, resolveDir, pluginData: asked });
        if (found.errors.length > 0) return found;
        // An error that is thrown here would have its place in this file.
        const real = await realpath(found.path).catch((error: unknown) => refused(messageOf(error)));
        if (typeof real !== 'string') return real;
        if (!liesIn(folder, real)) return onlyThese(wanted);
        return readable.test(found.path)
          ? found
          : refused(t("'{0}' cannot be imported here: only TypeScript, JavaScript and JSON.", wanted));
      });
    },
  };
}

/** Files that can be read as code. Native modules (`.node`) are not among them. */
const readable = /\.([cm]?[jt]s|[jt]sx|json)$/;

function refused(text: string) {
  return { errors: [{ text }] };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

/** @param file the entry as the student names it, links not followed: locations are relative to its folder */
function problemOf({ text, location }: Message, file: string): StudentProblem {
  const [from, to] = location ? columnsOf(location) : [0, 0];
  return {
    file: location ? path.resolve(path.dirname(file), location.file) : file,
    line: location?.line ?? 1,
    column: from + 1,
    ...(to > from ? { endColumn: to + 1 } : {}),
    severity: 'error',
    message: /^Top-level await/.test(text) ? whyWaitingIsWithheld() : text,
    source: 'bundler',
  };
}

/** Begin and end of a place in its line, as editors count: in UTF-16, where esbuild counts bytes. */
function columnsOf({ column, length, lineText }: Location): [from: number, to: number] {
  const bytes = Buffer.from(lineText);
  const count = (end: number) =>
    bytes
      .subarray(0, end)
      .toString()
      .replace(/^\uFEFF/, '').length;
  return [count(column), count(column + length)];
}
