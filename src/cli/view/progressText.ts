import type { ProgressEvent } from '../../protocol/events';
import { timeLeft, unitText } from '../../protocol/progressText';
import type { StepLine } from '../../protocol/run';
import { loss, number, percent, rough, t } from '../../words';

const barWidth = 24;

/** Not rounded up: the end is not shown before it is there. */
const wholePercent = (share: number) =>
  number(Math.floor(share * 100) / 100, { style: 'percent', maximumFractionDigits: 0 });

/** One line on where the work stands: `Training ━━━━──── 45% 27/60 steps · 1.4 steps/s · 23 s left · loss 0.534`. */
export function progressText(progress: ProgressEvent, lastStep?: StepLine): string {
  const share = Math.min(1, progress.done / progress.total);
  const filled = Math.round(share * barWidth);
  const bar = '━'.repeat(filled) + '─'.repeat(barWidth - filled);
  const unit = unitText(progress.unit);
  const parts = [
    `${progress.text} ${bar} ${wholePercent(share).padStart(5)} ${number(Math.floor(progress.done))}/${number(progress.total)} ${unit}`,
  ];
  if (progress.rate !== undefined) parts.push(`${rough(progress.rate)} ${unit}/s`);
  if (progress.etaSeconds !== undefined && share < 1) parts.push(timeLeft(progress.etaSeconds));
  if (lastStep) {
    parts.push(t('loss {0}', loss(lastStep.loss)));
    parts.push(t('accuracy {0}', percent(lastStep.accuracy)));
  }
  return parts.join(' · ');
}
