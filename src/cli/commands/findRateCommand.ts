import { basename } from 'node:path';
import { rateReport } from '../../evaluate/rateReport';
import type { DeviceId } from '../../protocol/devices';
import type { Io } from '../io';
import { existingPath } from '../paths';
import { dataFolder } from '../places';
import { runJob } from '../runJob';
import type { View } from '../view/view';

export interface FindRateOptions {
  data?: string;
  seed?: number;
  device: DeviceId;
  threads?: number;
}

/** `lits find-lr FILE` */
export async function findRate(
  givenFile: string,
  { data: chosen, seed, device, threads }: FindRateOptions,
  io: Io,
  view: View,
): Promise<void> {
  const file = await existingPath(givenFile, io.cwd, 'file');
  const data = await dataFolder(chosen, io.cwd, file);
  const test = await runJob('findRate', { file, data, seed, device, threads }, io, view);
  view.result({ kind: 'findRate', file, ...test }, rateReport(basename(file), test));
}
