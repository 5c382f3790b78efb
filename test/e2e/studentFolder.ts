import { execFile } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { loadCatalog } from '../../src/protocol/catalog';
import { applyCopyPlan, planCopy } from '../../src/extension/course/copyPlan';
import { readIfPresent } from '../../src/files/jsonFile';
import { runRecordSchema, type RunRecord } from '../../src/protocol/run';
import { isResumable, possibleHomes, runFiles, runFoldersIn, runsFolder } from '../../src/runs';
import { repository } from './server';
import { until } from './until';

/** Where a student writes the model of the first task. */
export const baselineFile = '3.2-regularization/baseline.ts';

const run = promisify(execFile);

/** As small as training still works with: one patient to validate on, two steps an epoch. */
const smallSample = ['--patients', '6', '--slices', '8'];

/** A folder as a student has it, with a small data set; outside the repository, so that nothing of it can be found there. */
export class StudentFolder {
  private constructor(readonly path: string) {}

  static async empty(): Promise<StudentFolder> {
    return new StudentFolder(await realpath(await mkdtemp(join(tmpdir(), 'lits-student-'))));
  }

  static async create(): Promise<StudentFolder> {
    const folder = await StudentFolder.empty();
    await folder.lits('prepare', '--sample', '--out', '.', ...smallSample);
    return folder;
  }

  /** Copies the chapter into the folder, as *LiTS: Open Chapter* does. */
  async openChapter(): Promise<void> {
    const [chapter] = await loadCatalog(join(repository, 'exercises'));
    if (!chapter) throw new Error('The course has no chapter.');
    const plan = await planCopy(chapter, join(repository, 'dist/typings'), this.path);
    await applyCopyPlan(plan, { replace: false });
  }

  /** Runs `lits` in the folder, as in a terminal. */
  async lits(...args: string[]): Promise<void> {
    await run(process.execPath, [join(repository, 'dist/cli.cjs'), ...args], { cwd: this.path });
  }

  get name(): string {
    return basename(this.path);
  }

  write(file: string, text: string): Promise<void> {
    return writeFile(join(this.path, file), text);
  }

  read(file: string): Promise<string> {
    return readFile(join(this.path, file), 'utf8');
  }

  /** The records of all runs below this folder. */
  async runs(): Promise<RunRecord[]> {
    const roots = (await possibleHomes(this.path)).map((home) => join(home, runsFolder));
    const files = await Promise.all(
      roots.map(async (root) => (await runFoldersIn(root)).map((name) => join(root, name, runFiles.record))),
    );
    const records = await Promise.all(files.flat().map((file) => readIfPresent(file)));
    return records.flatMap((bytes) =>
      bytes === undefined ? [] : runRecordSchema.parse(JSON.parse(bytes.toString())),
    );
  }

  /** Waits until the only run is as asked. */
  async runWith(what: string, matches: (record: RunRecord) => boolean): Promise<RunRecord> {
    return until(`a run ${what}`, async () => (await this.runs()).find(matches));
  }

  /** Whether a run has kept something to go on from; undefined: not yet. */
  async keepsWhereItStands({ id }: RunRecord): Promise<true | undefined> {
    const homes = await possibleHomes(this.path);
    const kept = await Promise.all(homes.map((home) => isResumable(join(home, runsFolder, id))));
    return kept.includes(true) || undefined;
  }

  /** Ends the trainings that still run, which outlive the editor by design, and removes everything. */
  async remove(): Promise<void> {
    for (const { state, worker } of await this.runs())
      if (worker && (state === 'running' || state === 'starting')) endProcess(worker.pid);
    await rm(this.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (z.object({ code: z.literal('ESRCH') }).safeParse(error).success) return;
    throw error;
  }
}

/** The reference solution of the baseline task, with another number of epochs if given. */
export async function baselineSolution(epochs?: number): Promise<string> {
  const text = await readFile(join(repository, 'test/solutions/3.2/baseline.ts'), 'utf8');
  return epochs === undefined ? text : text.replace(/epochs: \d+/, `epochs: ${epochs}`);
}
