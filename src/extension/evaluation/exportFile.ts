import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { FromEvaluationView } from '../../panels/evaluation';
import { language } from '../../words';
import { saveExport } from '../kit/saveExport';
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
  await saveExport(
    {
      name: message.name,
      format: formatOf(message),
      content: () => contentOf(message, extensionUri),
    },
    folder,
  );
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
