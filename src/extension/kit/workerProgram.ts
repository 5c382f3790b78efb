import type { findNode } from '../../launch';

type NodeProgram = Awaited<ReturnType<typeof findNode>>;

/** What every worker of this extension is started with. */
export interface WorkerProgram {
  /** Its program. */
  path: string;
  /** Variables for its environment. */
  environment: Readonly<Record<string, string>>;
}

/** How to start such a worker with a Node.js, for `startWorker`. */
export const programWith = (worker: WorkerProgram, node: NodeProgram) => ({
  workerPath: worker.path,
  node: { ...node, env: { ...node.env, ...worker.environment } },
});
