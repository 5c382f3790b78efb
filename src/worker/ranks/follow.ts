import { followTraining } from '../../train';
import { contextFor, type Installation } from '../jobs';
import { watchLeftovers } from '../watchdog';
import type { Rank } from './rank';

/** Takes part in a training that another process keeps. @throws FailureError, after the launcher has been told of it */
export async function follow(rank: Rank, installation: Installation): Promise<void> {
  watchLeftovers(installation.watchdogThread);
  const { place, launch, note } = rank;
  const running = { signal: new AbortController().signal, emit: () => undefined };
  try {
    const context = await contextFor(launch.job, running, { ...installation, rank });
    await followTraining(launch.job, { ...context, place });
  } catch (error) {
    await note(error);
    throw error;
  }
}
