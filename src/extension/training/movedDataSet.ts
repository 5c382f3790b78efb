import { basename, dirname, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { datasetFolder } from '../../protocol/dataSet';
import { isFolder, knownDataSets, placesOfData, rememberDataSet, unseenDataSets } from '../../runs';
import { t } from '../../words';
import type { StoredRun } from '../runs/workspaceRuns';
import { openDataSetFolder } from './dataSetFolder';

/** More would not fit into a dialog. */
const mostOffers = 3;

/**
 * Where the workspace's data set is now, when its folder is gone: the student chooses among known data sets with the same content, or
 * points to it.
 * @returns undefined when the student gives up
 */
export async function askForChosen(path: string): Promise<string | undefined> {
  const places = [resolve(path), join(resolve(path), datasetFolder)];
  const lost = (await knownDataSets()).find((one) => places.includes(one.path));
  const { fingerprint, slices } = lost ?? {};
  const same = fingerprint && slices ? await placesOfData({ path: lost!.path, fingerprint, slices }) : [];
  return askForPlace(path, same);
}

/** Whether a data set was moved or deleted: its folder is gone, not only its tables. */
export const isGone = async (path: string): Promise<boolean> => !(await isFolder(path));

/**
 * Sees to it that a worker finds the data set that a run was trained on: where no known one may be it, the student is asked for it.
 * @throws CancellationError when the student gives up
 */
export async function requireRunData({ record: { dataset } }: StoredRun): Promise<void> {
  if (!dataset) return;
  for (const look of [placesOfData, unseenDataSets]) if ((await look(dataset)).length > 0) return;
  const place = await askForPlace(dataset.path, []);
  if (place === undefined) throw new vscode.CancellationError();
  await rememberDataSet({ path: place });
}

async function askForPlace(path: string, same: readonly string[]): Promise<string | undefined> {
  const offers = same.slice(0, mostOffers).map((place) => ({ title: t('Use {0}', place), place }));
  const choose = { title: t('Choose Its New Place…'), place: undefined };
  const detail =
    offers.length > 0
      ? t('A data set with the same content is known on this machine.')
      : t('It was moved, renamed or deleted, or the disk that holds it is not connected.');
  const answer = await vscode.window.showWarningMessage<{ title: string; place: string | undefined }>(
    t('The data set "{0}" in {1} is not there.', basename(path), dirname(path)),
    { modal: true, detail },
    ...offers,
    choose,
  );
  return answer === choose ? openDataSetFolder() : answer?.place;
}
