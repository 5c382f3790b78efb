import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { decodeText } from '../encoding';
import { hasCode } from '../protocol/errorCode';
import { FailureError, knownFailureOf } from '../protocol/failure';
import type { RunContents } from '../runs';
import { compileProgram, otherSpelling, type CompiledProgram } from '../train';
import { t } from '../words';
import { relativeTo, type PreparedFile } from './subject';

export interface PrepareOptions {
  /** Absolute path of the student's folder of the exercise. */
  folder: string;
  /** Folder of the type declarations for students. */
  typings: string;
  /** Recorded runs of the student's, the latest first. */
  runs: readonly RunContents[];
  /** Bundles and type-checks a file; default: anew each time. */
  compile?: (file: string) => Promise<CompiledProgram>;
}

/** Reads, type-checks and bundles a file. Nothing of it is run. @param file relative to the folder */
export async function prepareFile(file: string, options: PrepareOptions): Promise<PreparedFile> {
  const absolute = path.join(options.folder, file);
  try {
    const misspelled = otherSpelling(options.folder, file);
    if (misspelled !== undefined)
      throw new FailureError({ what: misspelled, next: t('Rename the file to {0}.', file) });
    const source = decodeText(await readFile(absolute), file).text;
    const [real, home] = await Promise.all([realpath(absolute), realpath(options.folder)]);
    if (relativeTo(home, real) !== file)
      throw new FailureError({
        what: t('{0} is a link to somewhere else.', file),
        next: t('Put the file itself into the folder of the exercise.'),
      });
    const program = await (options.compile?.(absolute) ?? compileProgram(absolute, options.typings));
    const runs = options.runs
      .filter(
        ({ record }) => path.resolve(record.file) === absolute || record.codeHash === program.bundle.hash,
      )
      .map((run) => ({ ...run, isCurrent: run.record.codeHash === program.bundle.hash }));
    return { file, source, compiled: { program }, runs };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { file, source: '', compiled: 'absent', runs: [] };
    const failure = knownFailureOf(error);
    if (!failure) throw error;
    return { file, source: '', compiled: { failure }, runs: [] };
  }
}
