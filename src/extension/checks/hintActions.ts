import * as vscode from 'vscode';
import { commandIds } from '../commandIds';
import { diagnosticSource } from './findings';

/** *Show Hint* in the light bulb at a finding. */
export const hintActions: vscode.CodeActionProvider = {
  provideCodeActions: (document, _range, { diagnostics }) =>
    diagnostics
      .filter(({ source }) => source === diagnosticSource)
      .map((diagnostic) => {
        const action = new vscode.CodeAction(
          vscode.l10n.t('LiTS: Show Hint'),
          vscode.CodeActionKind.QuickFix,
        );
        action.diagnostics = [diagnostic];
        action.command = {
          command: commandIds.showHint,
          title: action.title,
          arguments: [document.uri, diagnostic.code],
        };
        return action;
      }),
};
