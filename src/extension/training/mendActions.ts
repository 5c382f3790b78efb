import * as vscode from 'vscode';
import { t } from '../../words';
import { inputShapeChange, missingImport, type TextChange } from './mends';
import type { Problems } from './problems';

/** Numbers of the TypeScript errors that say that a name is not known. */
const unknownName: readonly unknown[] = [2304, 2552];

/** What the lightbulb offers for faults that a machine can mend. */
export class MendActions implements vscode.CodeActionProvider {
  constructor(private readonly problems: Problems) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const text = document.getText();
    const imports = diagnostics
      .filter(({ code }) => unknownName.includes(code))
      .flatMap((diagnostic) => {
        const name = document.getText(diagnostic.range);
        const change = missingImport(text, name);
        return change ? [mend(document, t('Import {0}', name), change, diagnostic)] : [];
      });
    const shapes = this.problems.foundIn(document.uri.fsPath).flatMap(({ line, mend: how }) => {
      if (!how || line - 1 < range.start.line || line - 1 > range.end.line) return [];
      const change = inputShapeChange(text, line - 1, how.inputShape);
      const title = t('Set inputShape to [{0}]', how.inputShape.join(', '));
      return change ? [mend(document, title, change)] : [];
    });
    return [...imports, ...shapes];
  }
}

function mend(
  document: vscode.TextDocument,
  title: string,
  { start, end, text }: TextChange,
  diagnostic?: vscode.Diagnostic,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(
    document.uri,
    new vscode.Range(document.positionAt(start), document.positionAt(end)),
    text,
  );
  if (diagnostic) action.diagnostics = [diagnostic];
  return action;
}
