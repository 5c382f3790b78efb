import * as vscode from 'vscode';
import { commandIds, panelTypes } from './kit/commandIds';
import type { App } from './shell/app';

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
      else await (await import('./shell/untrusted')).explainTrust();
    }),
  );
  const panels = Object.values(panelTypes).map((type) =>
    vscode.window.registerWebviewPanelSerializer(type, {
      deserializeWebviewPanel: async (panel, state: unknown) => {
        if (vscode.workspace.isTrusted) (await app()).restorePanel(type, panel, state);
        else panel.dispose();
      },
    }),
  );
  const begin = () => {
    setImmediate(() => {
      // no text: a name, and nothing that could translate is there yet
      app().catch((error: unknown) => vscode.window.showErrorMessage(`LiTS Lab: ${String(error)}`));
    });
  };
  context.subscriptions.push(...commands, ...panels);
  if (vscode.workspace.isTrusted) begin();
  else context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(begin));
}
