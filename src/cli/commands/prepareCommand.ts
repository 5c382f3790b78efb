import { resolve } from 'node:path';
import { FailureError } from '../../protocol/failure';
import { volumesJobSchema, type PreparedData } from '../../protocol/jobs/dataJobs';
import { list, t } from '../../words';
import type { Io } from '../io';
import { existingPath, isFile } from '../paths';
import { runJob } from '../runJob';
import type { View } from '../view/view';

export interface PrepareOptions {
  out: string;
  sample?: true;
  download?: true;
  url?: string;
  zip?: string;
  volumes?: string;
  window?: [number, number];
  size?: number;
  split?: string;
  splitFile?: string;
  orientationFile?: string;
  workers?: number;
  patients: number;
  slices: number;
  seed: number;
}

/** Options of `lits prepare` that each name a source of the data; one is chosen. `--url` is another address for `--download`. */
const sources = ['sample', 'download', 'zip', 'volumes'] as const;
const ofVolumes = ['window', 'size', 'split', 'splitFile', 'orientationFile', 'workers'] as const;

/** What is wrong with the choice of a source, if anything. */
export function sourceProblem(options: PrepareOptions): string | undefined {
  const chosen = sources.filter((source) => options[source] !== undefined);
  const isOwnZip = options.download && options.zip !== undefined && chosen.length === 2;
  if (options.volumes === undefined && ofVolumes.some((name) => options[name] !== undefined))
    return t('Options of volumes belong to --volumes.');
  if (options.split !== undefined && options.splitFile !== undefined)
    return t('--split and --split-file exclude each other.');
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
  if (options.volumes !== undefined) return prepareVolumes(options, options.volumes, out, io, view);
  const result = await doPrepare(options, out, io, view);
  view.result({ kind: 'prepare', ...result }, readyText(result));
}

function readyText({ data, slices: { train, val, test } }: PreparedData): string {
  return t(
    'The data set is in {0}: {1} slices to train on, {2} to validate, {3} to test.',
    data,
    train,
    val,
    test,
  );
}

async function prepareVolumes(
  options: PrepareOptions,
  folder: string,
  out: string,
  io: Io,
  view: View,
): Promise<void> {
  const { window, size, split, workers } = options;
  const file = (path: string | undefined) =>
    path === undefined ? undefined : existingPath(path, io.cwd, 'file');
  const job = volumesJobSchema.parse({
    volumes: await existingPath(folder, io.cwd, 'folder'),
    out,
    window,
    size,
    split,
    workers,
    splitFile: await file(options.splitFile),
    orientationFile: await file(options.orientationFile),
  });
  const result = await runJob('volumes', job, io, view);
  view.result(
    { kind: 'prepare', ...result },
    [
      ...result.warnings.map(({ volume, text }) => t('warning: {0}', `${volume}: ${text}`)),
      ...result.refused.map(({ volume, why }) => t('left out: {0}', `${volume}: ${why}`)),
      readyText(result),
    ].join('\n'),
  );
}

function doPrepare(options: PrepareOptions, out: string, io: Io, view: View) {
  const { patients, slices, seed, url, zip } = options;
  if (options.sample) return runJob('prepare', { out, patients, slices, seed }, io, view);
  return runJob('download', { out, url, zip: zip && resolve(io.cwd, zip) }, io, view);
}
