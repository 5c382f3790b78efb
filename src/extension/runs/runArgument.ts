import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { UserError } from '../kit/errors';
import type { WorkspaceRuns, StoredRun } from './workspaceRuns';

/** The run folder that a command was given: by a tree item, a link or the status bar. */
export function runDirOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument === 'object' && argument !== null && 'dir' in argument)
    return typeof argument.dir === 'string' ? argument.dir : undefined;
  return undefined;
}

/** The run folders that a command was given by a view where several can be selected. */
export function runDirsOf(argument: unknown, selected: unknown): string[] {
  const all: unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [argument];
  return all.flatMap((one) => runDirOf(one) ?? []);
}

/** The stored runs that a command is about. */
export const requireRuns = (runs: WorkspaceRuns, argument: unknown, selected: unknown): StoredRun[] =>
  runDirsOf(argument, selected).map((dir) => requireRun(runs, dir));

/** The stored run that a command is about. */
export function requireRun(runs: WorkspaceRuns, argument: unknown): StoredRun {
  const run = runs.get(runDirOf(argument) ?? '');
  if (run) return run;
  throw new UserError({ what: t('Choose a run in the Runs view first.') }, [commandIds.showMetrics]);
}
