import * as vscode from 'vscode';

/**
 * The file that a command is about where it is given none: the one in the active editor. Where a panel is active instead, as the quiz on a
 * file, it is the only file that is shown beside it.
 */
export function activeDocument(): vscode.TextDocument | undefined {
  const active = vscode.window.activeTextEditor?.document;
  if (active) return active;
  const shown = vscode.window.visibleTextEditors.map(({ document }) => document);
  const files = new Map(shown.filter(({ uri }) => uri.scheme === 'file').map((one) => [one.uri.fsPath, one]));
  return files.size === 1 ? [...files.values()][0] : undefined;
}
