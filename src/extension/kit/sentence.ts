import type { Failure } from '../../protocol/run';

/** A failure in one line: what happened, why, and what to do next. */
export function sentence(failure: Failure): string {
  return [failure.what, failure.why, failure.next]
    .filter((part) => part !== undefined)
    .map(fullStop)
    .join(' ');
}

/** A text that ends as a sentence does. */
export function fullStop(text: string): string {
  return /[.!?:]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
