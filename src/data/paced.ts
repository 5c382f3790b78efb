import type { Progress } from '../protocol/events';

/** Milliseconds from one message to the next: more often, telling takes longer than the work. */
const pace = 50;

/** Tells of progress now and then, and always of the end of a phase. */
export function paced(
  tell: ((progress: Progress) => void) | undefined,
  now = () => performance.now(),
): (progress: Progress) => void {
  let told = -Infinity;
  return (progress) => {
    if (progress.done < progress.total && now() - told < pace) return;
    told = now();
    tell?.(progress);
  };
}
