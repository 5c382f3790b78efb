import * as vscode from 'vscode';
import { commandIds, type CommandId } from './commandIds';
import { UserError } from './errors';
import type { Reporter } from './reporter';

export type CommandHandler = (...args: unknown[]) => Promise<unknown>;

/**
 * Registers every command, each wrapped so that an error becomes one message to the student. A command without a handler does
 * not compile. In a workspace that is not trusted, commands explain and do nothing.
 */
export function registerCommands(
  handlers: Record<CommandId, CommandHandler>,
  reporter: Reporter,
): vscode.Disposable {
  const registered = Object.values(commandIds).map((id) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        if (!vscode.workspace.isTrusted) throw untrusted();
        await handlers[id](...args);
      } catch (error) {
        await reporter.error(error, id);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

function untrusted(): UserError {
  return new UserError({
    what: vscode.l10n.t('This workspace is not trusted.'),
    why: vscode.l10n.t('Training runs the code that lies in it.'),
    next: vscode.l10n.t('Look at the code, then use "Workspaces: Manage Workspace Trust".'),
  });
}
