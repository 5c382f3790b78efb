import { followResumed, followTraining } from '../../train';
import { contextFor, type Installation } from '../jobs';
import { watchLeftovers } from '../watchdog';
import type { Rank } from './rank';

/** Takes part in a training that another process keeps. @throws FailureError, after the launcher has been told of it */
export async function follow(rank: Rank, installation: Installation): Promise<void> {
  watchLeftovers(installation.watchdogThread);
  const { place, launch, note } = rank;
  const running = { signal: new AbortController().signal, emit: () => undefined };
  try {
    const { work } = launch;
    const started = await contextFor(work.job, running, { ...installation, rank });
    const context = { ...started, place };
    if (work.kind === 'train') await followTraining(work.job, context);
    else await followResumed(work.job, context);
  } catch (error) {
    await note(error);
    throw error;
  }
}
