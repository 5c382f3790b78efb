import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { dataCheckReport } from '../../evaluate/dataCheckReport';
import { writeFileAtomic } from '../../files/atomicFile';
import { datasetFolder } from '../../protocol/dataSet';
import { t } from '../../words';
import { settingsFor } from '../kit/settings';
import { doVisibleJob } from '../kit/visibleJob';
import { pickWorkspaceFolder, requireDataSet } from '../training/trainModel';
import type { DataServices } from './newData';

/** *LiTS: Check Data Set*: what is wrong or doubtful in the data, on a page. */
export async function checkDataSet(services: DataServices): Promise<void> {
  const folder = await pickWorkspaceFolder();
  if (!folder) return;
  const home = folder.uri.fsPath;
  const data = await requireDataSet(services, folder, join(home, datasetFolder));
  if (data === undefined) return;
  const check = await doVisibleJob(
    'checkData',
    { data },
    {
      title: t('Checking the data set'),
      worker: services.worker,
      nodePath: settingsFor(folder).nodePath,
      logFile: join(services.storage, 'checkData.log'),
      cwd: home,
      log: services.log,
    },
  );
  const page = join(home, '.lits', 'data-check.md');
  await mkdir(join(home, '.lits'), { recursive: true });
  await writeFileAtomic(page, dataCheckReport(check));
  await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.file(page));
}
