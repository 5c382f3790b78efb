import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { rateReport } from '../../evaluate/rateReport';
import { writeFileAtomic } from '../../files/atomicFile';
import { t } from '../../words';
import { settingsFor } from '../kit/settings';
import { doVisibleJob } from '../kit/visibleJob';
import { requireDataSet, savedTrainingFile, type TrainServices } from './trainModel';

/** *LiTS: Find Learning Rate*: how the loss goes while the learning rate grows, on a page. */
export async function findLearningRate(
  services: Pick<TrainServices, 'worker' | 'log' | 'onDataSet'>,
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
  const page = join(home, 'learning-rate.md');
  await mkdir(home, { recursive: true });
  await writeFileAtomic(page, rateReport(basename(file.fsPath), test));
  await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.file(page));
}
