import { setTimeout as pause } from 'node:timers/promises';
import { awaitedMillis } from '../patience.mjs';

/**
 * Asks again until there is an answer.
 * @param what is awaited, for the message when it does not come in time
 */
export async function until<T>(
  what: string,
  attempt: () => Promise<T | undefined>,
  timeoutMillis = awaitedMillis,
): Promise<T> {
  const end = Date.now() + timeoutMillis;
  for (;;) {
    const answer = await attempt();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`Waited ${timeoutMillis / 1000} s in vain for ${what}.`);
    await pause(100);
  }
}
