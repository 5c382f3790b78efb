import type { ProgressEvent } from '../../protocol/events';
import type { StepLine } from '../../protocol/run';
import { duration, percent, rate } from '../format';
import { texts } from '../texts';

const barWidth = 24;

/** One line on where the work stands: `Training ━━━━──── 45 % 27/60 steps · 1.42 steps/s · 0:23 left · loss 0.534`. */
export function progressText(progress: ProgressEvent, lastStep?: StepLine): string {
  const share = Math.min(1, progress.done / progress.total);
  const filled = Math.round(share * barWidth);
  const bar = '━'.repeat(filled) + '─'.repeat(barWidth - filled);
  const parts = [
    `${progress.text} ${bar} ${Math.floor(share * 100)
      .toString()
      .padStart(3)} % ${progress.done}/${progress.total} ${progress.unit}`,
  ];
  if (progress.rate !== undefined) parts.push(`${rate(progress.rate)} ${texts.aSecond(progress.unit)}`);
  if (progress.etaSeconds !== undefined && share < 1)
    parts.push(`${duration(progress.etaSeconds)} ${texts.left}`);
  if (lastStep) {
    parts.push(`${texts.metrics.loss} ${lastStep.loss.toFixed(3)}`);
    parts.push(`${texts.metrics.accuracy} ${percent(lastStep.accuracy)}`);
  }
  return parts.join(' · ');
}
