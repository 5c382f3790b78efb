import { resolve } from 'node:path';
import { FailureError } from '../../protocol/failure';
import { list, t } from '../../words';
import type { Io } from '../io';
import { isFile } from '../paths';
import { runJob } from '../runJob';
import type { View } from '../view/view';

export interface PrepareOptions {
  out: string;
  sample?: true;
  download?: true;
  url?: string;
  zip?: string;
  patients: number;
  slices: number;
  seed: number;
}

/** Options of `lits prepare` that each name a source of the data; one is chosen. `--url` is another address for `--download`. */
const sources = ['sample', 'download', 'zip'] as const;

/** What is wrong with the choice of a source, if anything. */
export function sourceProblem(options: PrepareOptions): string | undefined {
  const chosen = sources.filter((source) => options[source] !== undefined);
  const isOwnZip = options.download && options.zip !== undefined && chosen.length === 2;
  if (options.url !== undefined && !options.download) return t('--url belongs to --download.');
  if (chosen.length === 1 || isOwnZip) return undefined;
  return t(
    'Name one source of the data: {0}.',
    list(
      sources.map((source) => `--${source}`),
      'or',
    ),
  );
}

/** `lits prepare` */
export async function prepare(options: PrepareOptions, io: Io, view: View): Promise<void> {
  const out = resolve(io.cwd, options.out);
  if (await isFile(out))
    throw new FailureError({
      what: t('{0} is a file, not a folder.', options.out),
      next: t('Choose another place with --out.'),
    });
  const result = await doPrepare(options, out, io, view);
  const { train, val, test } = result.slices;
  view.result(
    { kind: 'prepare', ...result },
    t(
      'The data set is in {0}: {1} slices to train on, {2} to validate, {3} to test.',
      result.data,
      train,
      val,
      test,
    ),
  );
}

function doPrepare(options: PrepareOptions, out: string, io: Io, view: View) {
  const { patients, slices, seed, url, zip } = options;
  if (options.sample) return runJob('prepare', { out, patients, slices, seed }, io, view);
  return runJob('download', { out, url, zip: zip && resolve(io.cwd, zip) }, io, view);
}
