import * as vscode from 'vscode';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { diagnosticSource } from './findings';

/** What the lightbulb offers at a finding: a hint on it, and the model that was looked at. */
export const checkActions: vscode.CodeActionProvider = {
  provideCodeActions: ({ uri }, _range, { diagnostics }) =>
    diagnostics
      .filter(({ source }) => source === diagnosticSource)
      .flatMap((diagnostic) => [
        action(diagnostic, t('Show Hint'), commandIds.showHint, [uri, diagnostic.code]),
        action(diagnostic, t('Show Its Layer in the Model View'), commandIds.showModel, [
          uri,
          diagnostic.range.start.line + 1,
        ]),
      ]),
};

function action(
  diagnostic: vscode.Diagnostic,
  title: string,
  command: string,
  args: unknown[],
): vscode.CodeAction {
  const offered = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  offered.command = { command, title, arguments: args };
  offered.diagnostics = [diagnostic];
  return offered;
}
