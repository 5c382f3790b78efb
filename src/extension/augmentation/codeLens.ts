import * as vscode from 'vscode';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { pipelineLines } from './pipelineCode';
import { viewLines } from './savedViews';

/** *Preview Augmentations* above a pipeline. */
export const pipelineLenses: vscode.CodeLensProvider = {
  provideCodeLenses: (document) =>
    pipelineLines(document.getText()).map(
      (line) =>
        new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
          command: commandIds.previewAugmentations,
          title: `$(beaker) ${t('Preview Augmentations')}`,
          arguments: [document.uri],
        }),
    ),
};

/** *Open in Laboratory* above each view that was saved as evidence. */
export const evidenceLenses: vscode.CodeLensProvider = {
  provideCodeLenses: (document) =>
    viewLines(document.getText()).map(
      ({ line, name }) =>
        new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
          command: commandIds.previewAugmentations,
          title: `$(beaker) ${t('Open in Laboratory')}`,
          arguments: [document.uri, name],
        }),
    ),
};
