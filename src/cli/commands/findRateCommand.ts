import { basename } from 'node:path';
import { rateReport } from '../../evaluate/rateReport';
import type { DeviceId } from '../../protocol/devices';
import { settingsGiven, type SettingOptions } from '../givenSettings';
import type { Io } from '../io';
import { existingPath } from '../paths';
import { dataFolder } from '../places';
import { runJob } from '../runJob';
import type { View } from '../view/view';

export interface FindRateOptions extends SettingOptions {
  data?: string;
  device: DeviceId;
  threads?: number;
}

/** `lits find-lr FILE` */
export async function findRate(
  givenFile: string,
  options: FindRateOptions,
  io: Io,
  view: View,
): Promise<void> {
  const file = await existingPath(givenFile, io.cwd, 'file');
  const { device, threads } = options;
  const settings = await settingsGiven(options, io.cwd);
  const data = await dataFolder(options.data, io.cwd, file);
  const test = await runJob('findRate', { file, data, settings, device, threads }, io, view);
  view.result({ kind: 'findRate', file, ...test }, rateReport(basename(file), test));
}
