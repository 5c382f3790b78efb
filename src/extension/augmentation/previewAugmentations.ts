import { join } from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../words';
import { activeDocument } from '../kit/activeDocument';
import { commandIds } from '../kit/commandIds';
import { UserError } from '../kit/errors';
import { requireDataSet, type TrainServices } from '../training/trainModel';
import { savedView } from './evidence';
import type { LaboratoryPanels, LaboratorySubject } from './laboratoryPanels';
import { pipelineLines } from './pipelineCode';

type PreviewServices = Pick<TrainServices, 'worker' | 'log' | 'onDataSet'> & {
  laboratories: LaboratoryPanels;
};

/**
 * Shows the laboratory: with the pipeline of the given file, else of the active editor's if it has one, else an empty one.
 * @param saved name of a view; `target` is then the file that it was saved in
 */
export async function previewAugmentations(
  services: PreviewServices,
  target: vscode.Uri | undefined,
  saved?: string,
): Promise<void> {
  if (target && saved !== undefined) {
    const view = await savedView(target.fsPath, saved);
    await showLaboratory(services, target, { view });
    return;
  }
  const file = target ?? activePipelineFile();
  await showLaboratory(services, file, file ? { file: file.fsPath } : {});
}

async function showLaboratory(
  services: PreviewServices,
  file: vscode.Uri | undefined,
  subject: Omit<LaboratorySubject, 'data'>,
): Promise<void> {
  const folder = file
    ? vscode.workspace.getWorkspaceFolder(file)
    : vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  if (!folder)
    throw new UserError(
      {
        what: t('No folder is open.'),
        why: t('The laboratory shows the slices of the data set in the open folder.'),
        next: t('Open a chapter first.'),
      },
      [commandIds.openChapter],
    );
  const path = folder.uri.fsPath;
  const data = await requireDataSet(services, folder, file?.fsPath ?? join(path, 'any.ts'));
  if (data === undefined) return;
  services.laboratories.show({ data, ...subject });
}

function activePipelineFile(): vscode.Uri | undefined {
  const document = activeDocument();
  if (document?.uri.scheme !== 'file' || document.languageId !== 'typescript') return undefined;
  return pipelineLines(document.getText()).length > 0 ? document.uri : undefined;
}
