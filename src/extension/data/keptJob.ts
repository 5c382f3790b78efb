import type * as vscode from 'vscode';
import * as z from 'zod';

const keptJobSchema = z.object({
  kind: z.enum(['download', 'volumes']),
  /** The archive that is there already, or the folder of the volumes. */
  source: z.string().optional(),
  place: z.object({ out: z.string(), folder: z.string(), isElsewhere: z.boolean() }),
  /** Missing as long as its process has not started. */
  worker: z.object({ pid: z.number().int(), socket: z.string() }).optional(),
});

/** A long job on data, as the workspace remembers it while it lasts. */
export type KeptJob = z.infer<typeof keptJobSchema>;

const key = 'lits.dataJob';

/** Does a job and remembers it meanwhile, so that a window that is reloaded can go on with it. */
export async function keeping<T>(
  memory: vscode.Memento,
  job: Omit<KeptJob, 'worker'>,
  run: (onStart: (worker: NonNullable<KeptJob['worker']>) => Promise<void>) => Promise<T>,
): Promise<T> {
  const keep = async (kept: KeptJob) => memory.update(key, kept);
  try {
    await keep(job);
    return await run(({ pid, socket }) => keep({ ...job, worker: { pid, socket } }));
  } finally {
    await memory.update(key, undefined);
  }
}

/** Takes the job, if any, that had not ended when the window was left. */
export async function takeKeptJob(memory: vscode.Memento): Promise<KeptJob | undefined> {
  const kept: unknown = memory.get(key);
  if (kept === undefined) return undefined;
  await memory.update(key, undefined);
  return keptJobSchema.safeParse(kept).data;
}
