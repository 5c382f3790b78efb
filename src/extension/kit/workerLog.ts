import type * as vscode from 'vscode';

/** Writes a worker's message to the log at its level. */
export function logEvent(
  log: vscode.LogOutputChannel,
  text: string,
  level: 'info' | 'warning' | 'error',
): void {
  if (level === 'error') log.error(text);
  else if (level === 'warning') log.warn(text);
  else log.info(text);
}
