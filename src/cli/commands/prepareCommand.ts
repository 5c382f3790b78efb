import { resolve } from 'node:path';
import { FailureError } from '../../protocol/failure';
import { t } from '../../words';
import type { Io } from '../io';
import { isFile } from '../paths';
import { runJob } from '../runJob';
import type { View } from '../view/view';

export interface PrepareOptions {
  out: string;
  patients: number;
  slices: number;
  seed: number;
}

/** `lits prepare --sample` */
export async function prepare(options: PrepareOptions, io: Io, view: View): Promise<void> {
  const { patients, slices, seed } = options;
  const out = resolve(io.cwd, options.out);
  if (await isFile(out))
    throw new FailureError({
      what: t('{0} is a file, not a folder.', options.out),
      next: t('Choose another place with --out.'),
    });
  const result = await runJob('prepare', { out, patients, slices, seed }, io, view);
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
