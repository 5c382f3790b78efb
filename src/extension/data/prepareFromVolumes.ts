import { join } from 'node:path';
import * as vscode from 'vscode';
import { volumesJobSchema, type PreparedVolumes } from '../../protocol/jobs/dataJobs';
import { t } from '../../words';
import { settingsFor } from '../kit/settings';
import { doVisibleJob } from '../kit/visibleJob';
import { keeping } from './keptJob';
import { useNewData, type DataServices } from './newData';
import { placeForData, type PlaceForData } from './placeForData';

/** *LiTS: Prepare from Volumes*: NIfTI volumes become the data set; what was left out or is doubtful is told. */
export async function prepareFromVolumes(services: DataServices): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: t('Folder of the volumes (volume-0.nii with segmentation-0.nii, or Task03_Liver)'),
    openLabel: t('Use This Folder'),
  });
  const volumes = chosen?.[0]?.fsPath;
  if (volumes === undefined) return;
  const place = await placeForData();
  if (!place) return;
  await prepareTo(services, place, volumes);
}

export async function prepareTo(services: DataServices, place: PlaceForData, volumes: string): Promise<void> {
  const { out, folder, isElsewhere } = place;
  const kept = {
    kind: 'volumes',
    source: volumes,
    place: { out, folder: folder.uri.fsPath, isElsewhere },
  } as const;
  const result = await keeping(services.workspaceState, kept, (onStart) =>
    doVisibleJob('volumes', volumesJobSchema.parse({ volumes, out }), {
      title: t('Preparing volumes'),
      worker: services.worker,
      nodePath: settingsFor(folder).nodePath,
      logFile: join(services.storage, 'volumes.log'),
      cwd: out,
      log: services.log,
      onStart,
    }),
  );
  tellDoubts(services, result);
  await useNewData(services, place, result.data);
}

function tellDoubts({ log }: DataServices, { refused, warnings }: PreparedVolumes): void {
  for (const { volume, text } of warnings) log.warn(`${volume}: ${text}`);
  for (const { volume, why } of refused) log.error(`${t('left out: {0}', volume)}: ${why}`);
  if (refused.length + warnings.length === 0) return;
  const showLog = t('Show Log');
  vscode.window
    .showWarningMessage(
      t('Volumes left out: {0}. Remarks on others: {1}.', refused.length, warnings.length),
      showLog,
    )
    .then(
      (answer) => {
        if (answer === showLog) log.show();
      },
      (error: unknown) => log.error(String(error)),
    );
}
