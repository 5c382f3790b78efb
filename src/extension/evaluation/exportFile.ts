import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FromEvaluationView } from '../../panels/evaluation';
import { language, t } from '../../words';
import { standalonePage } from './standalonePage';

type ExportMessage = Extract<FromEvaluationView, { type: 'export' | 'exportPicture' | 'exportPage' }>;

/**
 * Writes a figure, or the whole view, where the student wants it.
 * @param folder where the dialog begins
 */
export async function exportFile(
  message: ExportMessage,
  folder: string,
  extensionUri: vscode.Uri,
): Promise<void> {
  const format = formatOf(message);
  const place = await vscode.window.showSaveDialog({
    saveLabel: t('Export'),
    defaultUri: vscode.Uri.file(join(folder, `${message.name}.${format}`)),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (!place) return;
  await vscode.workspace.fs.writeFile(place, await contentOf(message, extensionUri));
  const open = t('Open');
  const told = t('Exported {0}.', vscode.workspace.asRelativePath(place));
  if ((await vscode.window.showInformationMessage(told, open)) === open)
    await vscode.commands.executeCommand('vscode.open', place);
}

function formatOf(message: ExportMessage): string {
  switch (message.type) {
    case 'export':
      return message.format;
    case 'exportPicture':
      return 'png';
    case 'exportPage':
      return 'html';
  }
}

async function contentOf(message: ExportMessage, extensionUri: vscode.Uri): Promise<Uint8Array> {
  switch (message.type) {
    case 'export':
      return Buffer.from(message.text);
    case 'exportPicture':
      return Buffer.from(message.base64, 'base64');
    case 'exportPage': {
      const sheet = vscode.Uri.joinPath(extensionUri, 'dist', 'webview', 'evaluation.css');
      return Buffer.from(
        standalonePage({
          ...message,
          language: language(),
          styles: await readFile(sheet.fsPath, 'utf8'),
        }),
      );
    }
  }
}
