import { join } from 'node:path';
import type { Provenance } from '../protocol/evaluation';
import type { CheckpointName } from '../protocol/run';

/** Folder of the runs inside a home: the student's folder that they belong to. */
export const runsFolder = '.lits/runs';

/** Names inside a run folder. */
export const runFiles = {
  record: 'run.json',
  /** What the student says of the run. */
  marks: 'marks.json',
  metrics: 'metrics.jsonl',
  log: 'log.txt',
  program: 'program.cjs',
  checkpoints: 'checkpoints',
  evaluations: 'evaluations',
  evaluationLog: 'evaluations/log.jsonl',
  /** Space that a run keeps for its end, until then. */
  reserve: '.reserve',
} as const;

/** Where a run logs, and the worker that works on it. */
export const runLog = (runDir: string): string => join(runDir, runFiles.log);

/** Folder of a run's weights. */
export const checkpointFolder = (runDir: string, checkpoint: CheckpointName): string =>
  join(runDir, runFiles.checkpoints, checkpoint);

/** Folder of where a run stood when it was last kept: what a training goes on from. */
export const pointFolder = (runDir: string): string => join(runDir, runFiles.checkpoints, 'resume');

/** Names all that belongs to it; a run that has it can be resumed. */
export const pointFile = (runDir: string): string => join(pointFolder(runDir), 'point.json');

/** The latest evaluation of a split and checkpoint, relative to the run folder. */
export const evaluationFile = ({ split, checkpoint }: Pick<Provenance, 'split' | 'checkpoint'>): string =>
  `${runFiles.evaluations}/${split}-${checkpoint}.json`;
