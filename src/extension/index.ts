import * as vscode from 'vscode';
import type { App } from './shell/app';
import { commandIds, evaluationPanelType, laboratoryPanelType, metricsPanelType } from './kit/commandIds';

/**
 * Says what the extension can do and returns at once: everything else is loaded when it is needed, or right after activation in
 * a workspace that is trusted. In one that is not, commands explain, and nothing is loaded.
 */
export function activate(context: vscode.ExtensionContext): void {
  let started: Promise<App> | undefined;
  const app = () => (started ??= import('./shell/app').then(({ startApp }) => startApp(context)));
  const commands = Object.values(commandIds).map((id) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      if (vscode.workspace.isTrusted) await (await app()).run(id, args);
      else await explainTrust();
    }),
  );
  const panels = [metricsPanelType, evaluationPanelType, laboratoryPanelType].map((type) =>
    vscode.window.registerWebviewPanelSerializer(type, {
      deserializeWebviewPanel: async (panel, state: unknown) => {
        if (vscode.workspace.isTrusted) (await app()).restorePanel(panel, state);
        else panel.dispose();
      },
    }),
  );
  const begin = () => {
    setImmediate(() => {
      app().catch((error: unknown) => vscode.window.showErrorMessage(`LiTS Lab: ${String(error)}`));
    });
  };
  context.subscriptions.push(...commands, ...panels);
  if (vscode.workspace.isTrusted) begin();
  else context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(begin));
}

async function explainTrust(): Promise<void> {
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'This workspace is not trusted. LiTS Lab runs the training code that lies in it, so look at the code first, then trust the workspace.',
    ),
    manage,
  );
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
