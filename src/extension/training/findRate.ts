import { join } from 'node:path';
import type * as vscode from 'vscode';
import { t } from '../../words';
import { settingsFor } from '../kit/settings';
import { doVisibleJob } from '../kit/visibleJob';
import type { RatePanels } from './ratePanels';
import { requireDataSet, savedTrainingFile, type TrainServices } from './trainModel';

/** *LiTS: Find Learning Rate*: how the loss goes while the learning rate grows, drawn. */
export async function findLearningRate(
  services: Pick<TrainServices, 'worker' | 'log' | 'onDataSet'> & { rates: RatePanels },
  target: vscode.Uri | undefined,
): Promise<void> {
  const found = await savedTrainingFile(target);
  if (!found) return;
  const { file, folder } = found;
  const data = await requireDataSet(services, folder, file.fsPath);
  if (data === undefined) return;
  const home = join(folder.uri.fsPath, '.lits');
  const { device, threads, nodePath } = settingsFor(folder);
  const test = await doVisibleJob(
    'findRate',
    { file: file.fsPath, data, device, threads },
    {
      title: t('Finding a learning rate'),
      worker: services.worker,
      nodePath,
      logFile: join(home, 'findRate.log'),
      cwd: folder.uri.fsPath,
      log: services.log,
    },
  );
  services.rates.show({ file: file.fsPath, test });
}
