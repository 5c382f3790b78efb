import * as vscode from 'vscode';
import { WorkerError } from '../../launch';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { UserError } from '../kit/errors';
import { settingsFor } from '../kit/settings';
import { doVisibleJob } from '../kit/visibleJob';
import { keeping } from './keptJob';
import { useNewData, type DataServices } from './newData';
import { placeForData, type PlaceForData } from './placeForData';

/** *LiTS: Download Data Set*: the course's archive, or one that is there already, becomes the data set. */
export async function downloadDataSet(services: DataServices): Promise<void> {
  const download = t('Download');
  const own = t('I Have the ZIP…');
  const answer = await vscode.window.showInformationMessage(
    t("Download the course's data set?"),
    {
      modal: true,
      detail: t(
        'It is about 2.6 GB and comes from Google Drive; 8 GB of space are needed. A download that is interrupted goes on where it stopped. The data is licensed CC BY-NC-ND 4.0: do not pass on slices of it.',
      ),
    },
    download,
    own,
  );
  if (answer === undefined) return;
  const zip = answer === own ? await chooseZip() : undefined;
  if (answer === own && zip === undefined) return;
  const place = await placeForData();
  if (!place) return;
  await downloadTo(services, place, zip);
}

/** @param zip an archive that is there already */
export async function downloadTo(
  services: DataServices,
  place: PlaceForData,
  zip: string | undefined,
): Promise<void> {
  await useNewData(services, place, await downloaded(services, place, zip));
}

async function chooseZip(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: false,
    title: t('ZIP archive of the data set'),
    openLabel: t('Use This Archive'),
    filters: { ZIP: ['zip'] },
  });
  return chosen?.[0]?.fsPath;
}

async function downloaded(
  { worker, log, storage, workspaceState }: DataServices,
  { out, folder, isElsewhere }: PlaceForData,
  zip: string | undefined,
): Promise<string> {
  const kept = {
    kind: 'download',
    source: zip,
    place: { out, folder: folder.uri.fsPath, isElsewhere },
  } as const;
  try {
    const { data } = await keeping(workspaceState, kept, (onStart) =>
      doVisibleJob(
        'download',
        { out, zip },
        {
          title: zip === undefined ? t('Downloading the data set') : t('Unpacking the data set'),
          downloads: true,
          worker,
          nodePath: settingsFor(folder).nodePath,
          logFile: `${storage}/download.log`,
          cwd: out,
          log,
          onStart,
        },
      ),
    );
    return data;
  } catch (error) {
    if (!(error instanceof WorkerError) || error.kind === 'stopped') throw error;
    throw new UserError(error.failure, [commandIds.downloadDataSet]);
  }
}
