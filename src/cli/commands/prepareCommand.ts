import { resolve } from 'node:path';
import type { Io } from '../io';
import { runJob } from '../runJob';
import { texts } from '../texts';
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
  const result = await runJob('prepare', { out, patients, slices, seed }, io, view);
  const { train, val, test } = result.slices;
  view.result({ kind: 'prepare', ...result }, texts.prepare.done(result.data, train, val, test));
}
