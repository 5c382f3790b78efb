import { basename, dirname, join } from 'node:path';
import { writeJsonAtomic } from '../files/atomicFile';
import { readJsonIfWhole } from '../files/jsonFile';
import { mapLimited } from '../files/mapLimited';
import { toFailure } from '../protocol/failure';
import type { Measured, MeasureJob } from '../protocol/jobs/measureJob';
import { keptMeasuredSchema, type ClaimedFigures, type Remark, type ReviewedRun } from '../protocol/review';
import { runRecordSchema, type RunRecord } from '../protocol/run';
import { measuredFigures, measuredRemarks } from '../review/claimedFigures';
import { checkpointFolder, runFiles } from '../runs';
import { foreign, t } from '../words';
import { filesBelow } from './filesBelow';
import { sha256, sha256OfFile } from './hashes';
import { reviewPlaces } from './layout';
import type { PreparedSubmission, PreparedWork } from './prepareSubmission';
import { stage } from './stage';

/** How handed-in weights are measured. */
export interface Measuring {
  /** Absolute path of the data set to measure them on. */
  data: string;
  /** Has them measured in a process of its own. @param logFile takes what that process prints */
  measure: (job: MeasureJob, logFile: string, signal: AbortSignal) => Promise<Measured>;
}

interface MeasureOptions {
  /** Absolute path of the reviewed folder. */
  root: string;
  /** Version of LiTS Lab, and its worker's program. */
  program: { version: string; worker: string };
  /** Jobs that run at the same time. */
  jobs: number;
  /** Default: only what was measured before is known. */
  measuring?: Measuring;
  signal: AbortSignal;
}

/** What is known of the runs of a class when their weights were measured. */
export interface MeasuredRuns {
  of: (submission: PreparedSubmission) => { runs: ReviewedRun[]; remarks: Remark[] };
  /** Names of what is kept of them. */
  keys: ReadonlySet<string>;
}

/** An evaluation whose weights are there. */
interface Claim {
  figures: ClaimedFigures;
  submission: PreparedSubmission;
  work: PreparedWork;
  run: string;
  job: Omit<MeasureJob, 'file' | 'data'>;
  /** The trained file, relative to the folder of the exercise. */
  file: string;
  key: string;
}

/**
 * Measures what the evaluations of handed-in runs say, where their weights and their code were handed in too. What was measured before is
 * not measured again; without a data set, nothing is.
 */
export async function measureRuns(
  submissions: readonly PreparedSubmission[],
  options: MeasureOptions,
): Promise<MeasuredRuns> {
  const { root, jobs, signal } = options;
  const claims: Claim[] = [];
  const worker = await sha256OfFile(options.program.worker);
  for (const submission of submissions)
    claims.push(...(await claimsOf(submission, [options.program.version, worker])));
  const found = new Map<ClaimedFigures, ClaimedFigures>();
  const measureOne = async (claim: Claim) => {
    const file = join(reviewPlaces(root).results, `${claim.key}.json`);
    const kept = await readJsonIfWhole(file, keptMeasuredSchema);
    if (kept) found.set(claim.figures, measuredFigures(claim.figures, kept.measured));
    else if (options.measuring)
      found.set(claim.figures, await measured(claim, options.measuring, file, options));
  };
  try {
    await mapLimited(claims, jobs, measureOne, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return {
    keys: new Set(claims.map(({ key }) => key)),
    of({ ranFor }) {
      const runs = ranFor.map((run) => ({
        ...run,
        evaluations: run.evaluations.map((figures) => found.get(figures) ?? figures),
      }));
      const remarks = runs.flatMap(({ id, evaluations }) => measuredRemarks(foreign(id), evaluations));
      return { runs, remarks };
    },
  };
}

async function claimsOf(submission: PreparedSubmission, program: readonly string[]): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const { id, evaluations } of submission.ranFor) {
    const recordFile = submission.runs.get(id)?.find(({ path }) => path === runFiles.record);
    const record = recordFile && (await readJsonIfWhole(recordFile.source, runRecordSchema));
    const trained = record && workOf(record, submission.work);
    if (!recordFile || !trained) continue;
    const { codeHash, dataset } = record;
    if (codeHash === undefined || !dataset) continue;
    for (const figures of evaluations) {
      if (figures.state !== 'unverified') continue;
      const { split } = figures;
      const checkpoint = checkpointFolder(dirname(recordFile.source), figures.checkpoint);
      const names = await filesBelow(checkpoint);
      // What describes the weights, and they themselves.
      if (names.length < 2) continue;
      const weights = await Promise.all(names.map((name) => sha256OfFile(join(checkpoint, name))));
      const code = trained.work.files.map(({ path, sha256: hash }) => [path, hash]);
      const content = [program, codeHash, trained.file, code, weights, dataset.fingerprint, split];
      claims.push({
        figures,
        submission,
        ...trained,
        run: id,
        job: { codeHash, checkpoint, dataFingerprint: dataset.fingerprint, split },
        key: `measured-${sha256(JSON.stringify(content)).slice(0, 32)}`,
      });
    }
  }
  return claims;
}

/** The handed-in file that a run says to have trained; the student's machine may have been any. */
function workOf(
  { file }: Pick<RunRecord, 'file'>,
  work: readonly PreparedWork[],
): { work: PreparedWork; file: string } | undefined {
  const [folder, name] = file.split(/[\\/]/).slice(-2);
  const found = work.find(({ exercise }) => exercise.folder === folder);
  const isThere = found?.files.some(({ path }) => path === name) === true;
  return found && name !== undefined && isThere ? { work: found, file: name } : undefined;
}

async function measured(
  { figures, submission, work, run, job, file, key }: Claim,
  { data, measure }: Measuring,
  keptFile: string,
  { root, signal }: Pick<MeasureOptions, 'root' | 'signal'>,
): Promise<ClaimedFigures> {
  const place = join(reviewPlaces(root).checked, submission.id, key);
  try {
    const folder = join(place, basename(work.exercise.folder));
    await stage(work.files, folder);
    const result: Measured = await measure(
      { ...job, file: join(folder, file), data },
      join(place, 'log.txt'),
      signal,
    );
    await writeJsonAtomic(keptFile, { version: 1, measured: result });
    return measuredFigures(figures, result);
  } catch (error) {
    signal.throwIfAborted();
    const { what, why } = toFailure(error);
    return { ...figures, why: foreign([t('Run {0}: {1}', run, what), why].filter(Boolean).join(' ')) };
  }
}
