import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import { t } from '../words';
import { WorkerError } from './workerError';

const oldestUsableMajor = 20;
const probeMillis = 10_000;

/** A JavaScript runtime that can run the worker. */
export interface NodeRuntime {
  path: string;
  /** Variables it must be started with. */
  env: Readonly<Record<string, string>>;
  /** Without the leading `v`, as in 20.11.1. */
  version: string;
}

export interface FindNodeOptions {
  /** Path the user has chosen; nothing else is tried then. */
  configured?: string;
  /** Search path for `node`; default: the process's own. */
  searchPath?: string;
}

/**
 * The runtime for the worker: the configured one, else a `node` of major version 20 or newer on PATH, else the program that runs
 * this code, started as Node (an editor built on Electron understands `ELECTRON_RUN_AS_NODE`).
 * @throws WorkerError `node-unusable` when a configured path is given and is not such a runtime.
 */
export async function findNode(options: FindNodeOptions = {}): Promise<NodeRuntime> {
  if (options.configured) return configuredNode(options.configured);
  const { searchPath } = options;
  try {
    const env = searchPath === undefined ? process.env : { ...process.env, PATH: searchPath };
    const { version, path } = await probe('node', env);
    if (isUsable(version)) return { path, env: {}, version };
  } catch (error) {
    if (!(error instanceof Error)) throw error; // No usable `node` on PATH: the editor's own runtime follows.
  }
  return {
    path: process.execPath,
    env: process.versions['electron'] ? { ELECTRON_RUN_AS_NODE: '1' } : {},
    version: process.versions.node,
  };
}

async function configuredNode(path: string): Promise<NodeRuntime> {
  const unusable = (why: string, cause?: unknown) =>
    new WorkerError(
      'node-unusable',
      {
        what: t('The configured Node.js "{0}" cannot be used.', path),
        why,
        next: t(
          'Choose the program file of Node.js {0} or newer, or clear the setting to let it be found by itself.',
          oldestUsableMajor,
        ),
        problems: [],
      },
      { cause },
    );
  // An Electron program (an editor's own) answers as Node only with the variable set; a real Node ignores it.
  const env = { ELECTRON_RUN_AS_NODE: '1' };
  let found;
  try {
    found = await probe(path, { ...process.env, ...env });
  } catch (error) {
    throw unusable(reasonOf(error), error);
  }
  if (!isUsable(found.version)) throw unusable(t('It is version {0}.', found.version));
  return { path, env: found.electron ? env : {}, version: found.version };
}

const probeAnswer = z.object({ version: z.string(), path: z.string(), electron: z.boolean() });
const probeProgram =
  'console.log(JSON.stringify({version:process.versions.node,path:process.execPath,electron:!!process.versions.electron}))';

/** Asks a program for its version and its real path (version managers put a shim on PATH). */
async function probe(program: string, env: NodeJS.ProcessEnv) {
  const { stdout } = await promisify(execFile)(program, ['-e', probeProgram], {
    env: { ...env, NODE_OPTIONS: '' },
    timeout: probeMillis,
    windowsHide: true,
  });
  return probeAnswer.parse(JSON.parse(stdout));
}

function isUsable(version: string): boolean {
  return Number.parseInt(version, 10) >= oldestUsableMajor;
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError || error instanceof SyntaxError)
    return t('It does not answer as Node.js would.');
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return t('There is no such program.');
  if (code === 'EACCES') return t('It is not a program that may be started.');
  return t('It could not be started, or does not answer as Node.js would.');
}
