import * as vscode from 'vscode';
import { speak } from '../../words';

/** Sets the language of everything that the extension says to the editor's. */
export function speakAsEditor(): void {
  speak(vscode.env.language, vscode.l10n.bundle);
}
