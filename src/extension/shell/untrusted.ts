import * as vscode from 'vscode';
import { t } from '../../words';
import { speakAsEditor } from './speakAsEditor';

/** Says why nothing of the extension works in a workspace that is not trusted, and leads to the way out. */
export async function explainTrust(): Promise<void> {
  speakAsEditor();
  const manage = t('Manage Workspace Trust');
  const answer = await vscode.window.showWarningMessage(
    t(
      'This workspace is not trusted. LiTS Lab runs the training code that lies in it, so look at the code first, then trust the workspace.',
    ),
    manage,
  );
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
