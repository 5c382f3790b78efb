import { join } from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../words';

/** A file that the student wants to have. */
export interface Exported {
  /** Without its ending. */
  name: string;
  /** Its ending. */
  format: string;
  /** Made only when it is known where it goes. */
  content: () => Uint8Array | Promise<Uint8Array>;
}

/**
 * Writes a file where the student wants it, and offers to open it.
 * @param folder where the dialog begins
 */
export async function saveExport({ name, format, content }: Exported, folder: string): Promise<void> {
  const place = await vscode.window.showSaveDialog({
    saveLabel: t('Export'),
    defaultUri: vscode.Uri.file(join(folder, `${name}.${format}`)),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (!place) return;
  await vscode.workspace.fs.writeFile(place, await content());
  const open = t('Open');
  const told = t('Exported {0}.', vscode.workspace.asRelativePath(place));
  if ((await vscode.window.showInformationMessage(told, open)) === open)
    await vscode.commands.executeCommand('vscode.open', place);
}
