import path from 'node:path';
import * as z from 'zod';
import { RankLost } from '../../engine';
import { writeJsonAtomic } from '../../files/atomicFile';
import { readJsonIfWhole } from '../../files/jsonFile';
import { toFailure } from '../../protocol/failure';
import { launchSchema, rankFiles, type Launch, type RankNote } from '../../protocol/ranks';
import type { Place } from '../../train';
import { t } from '../../words';

/** What PyTorch's launcher tells a process that it starts. */
const environmentSchema = z.object({
  RANK: z.coerce.number().int().nonnegative(),
  WORLD_SIZE: z.coerce.number().int().positive(),
  LOCAL_RANK: z.coerce.number().int().nonnegative(),
  LOCAL_WORLD_SIZE: z.coerce.number().int().positive(),
});

/** One of the processes that train together. */
export interface Rank {
  place: Place;
  /** How many there are on this machine. */
  onMachine: number;
  launch: Launch;
  /** Keeps for the launcher why this process has failed. */
  note: (error: unknown) => Promise<void>;
}

/** Finds out which process this is, and tells the launcher that it has started. @param folder that the launcher has made */
export async function readRank(folder: string): Promise<Rank> {
  const launch = await readJsonIfWhole(path.join(folder, rankFiles.launch), launchSchema);
  if (!launch) throw new Error(`usage: node worker.cjs --rank FOLDER, with ${rankFiles.launch} in it`);
  const {
    RANK: rank,
    WORLD_SIZE: count,
    LOCAL_RANK: local,
    LOCAL_WORLD_SIZE: onMachine,
  } = environmentSchema.parse(process.env);
  const tell = (more: Partial<RankNote>) =>
    writeJsonAtomic(path.join(folder, rankFiles.note(rank)), { rank, pid: process.pid, ...more });
  await tell({});
  return {
    place: { rank, count, local },
    onMachine,
    launch,
    note: (error) => tell({ failure: toFailure(error), isOfAnother: error instanceof RankLost }),
  };
}

/** Why a process ends that PyTorch's launcher asks to end. */
export const endedByLauncher = (): RankLost =>
  new RankLost({
    what: t(
      "PyTorch's launcher has ended this process: another process of this training has ended, or the launcher itself was ended.",
    ),
    next: t('What this run had saved is kept, and it can be resumed.'),
  });
