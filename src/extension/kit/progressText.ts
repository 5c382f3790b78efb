import type * as vscode from 'vscode';
import type { ProgressEvent } from '../../protocol/events';
import { timeLeft, unitText } from '../../protocol/progressText';
import { rough, t } from '../../words';

/** Progress in one line: "Packing train: 120 of 480 slices, 85/s, 4 s left". */
export function progressText(progress: ProgressEvent): string {
  const parts = [
    t('{0} of {1} {2}', Math.floor(progress.done), Math.round(progress.total), unitText(progress.unit)),
  ];
  if (progress.rate !== undefined) parts.push(`${rough(progress.rate)}/s`);
  if (progress.etaSeconds !== undefined) parts.push(timeLeft(progress.etaSeconds));
  return `${progress.text}: ${parts.join(', ')}`;
}

/** Shows a worker's progress in a notification: as text, and as the share that is done. */
export function progressReporter(
  shown: vscode.Progress<{ message?: string; increment?: number }>,
): (progress: ProgressEvent) => void {
  let share = 0;
  return (progress) => {
    const now = (progress.done / progress.total) * 100;
    shown.report({ message: progressText(progress), increment: Math.max(0, now - share) });
    share = now;
  };
}
