import type * as vscode from 'vscode';
import { visible } from '../../words';

/** Writes a worker's message, which may hold a student's text, to the log at its level. */
export function logEvent(
  log: vscode.LogOutputChannel,
  text: string,
  level: 'info' | 'warning' | 'error',
): void {
  const shown = visible(text);
  if (level === 'error') log.error(shown);
  else if (level === 'warning') log.warn(shown);
  else log.info(shown);
}
