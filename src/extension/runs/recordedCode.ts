import { basename } from 'node:path';
import * as vscode from 'vscode';
import { readSources } from '../../runs';
import { t } from '../../words';
import { UserError } from '../kit/errors';
import type { StoredRun } from './workspaceRuns';

const scheme = 'lits-run';

/** Lets the editor show files as runs have recorded them. */
export const provideRecordedCode = (): vscode.Disposable =>
  vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: async ({ query, path }) =>
      (await readSources(query))?.get(path.slice(1)) ?? '',
  });

/** A file as it is recorded in the folder of a run, or of a training that waits. */
export const recordedUri = (dir: string, file: string): vscode.Uri =>
  vscode.Uri.from({ scheme, path: `/${file}`, query: dir });

/**
 * Shows how the code of two runs differs, as each has recorded it.
 * @throws UserError when there is nothing to show
 */
export async function showCodeDifference(first: StoredRun, second: StoredRun): Promise<void> {
  const [before, after] = [await sourcesOf(first), await sourcesOf(second)];
  const changed = pairsOf(
    { entry: basename(first.record.file), files: before },
    { entry: basename(second.record.file), files: after },
  ).filter(([one, other]) => before.get(one ?? '') !== after.get(other ?? ''));
  const title = `${first.name} ↔ ${second.name}`;
  const left = (name: string | undefined) => (name === undefined ? undefined : recordedUri(first.dir, name));
  const right = (name: string | undefined) =>
    name === undefined ? undefined : recordedUri(second.dir, name);
  const [only, ...others] = changed;
  if (only === undefined)
    throw new UserError({
      what: t('The files of both runs are the same.'),
      why: t('What was made of them differs, as when LiTS Lab is of another version.'),
    });
  if (others.length === 0 && only[0] !== undefined && only[1] !== undefined) {
    await vscode.commands.executeCommand('vscode.diff', left(only[0]), right(only[1]), title);
    return;
  }
  const resources = changed.map(([one, other]) => [
    vscode.Uri.file(`/${other ?? one}`),
    left(one),
    right(other),
  ]);
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}

interface Sources {
  /** The training file, whose name may differ. */
  entry: string;
  files: ReadonlyMap<string, string>;
}

/** Files that stand for each other: both training files, and others by their names. */
function pairsOf(first: Sources, second: Sources): [one: string | undefined, other: string | undefined][] {
  const others = new Set(
    [first, second].flatMap(({ entry, files }) => [...files.keys()].filter((name) => name !== entry)),
  );
  const named = ({ files }: Sources, name: string) => (files.has(name) ? name : undefined);
  return [
    [named(first, first.entry), named(second, second.entry)],
    ...[...others].map((name): [string | undefined, string | undefined] => [
      named(first, name),
      named(second, name),
    ]),
  ];
}

async function sourcesOf({ dir, name }: StoredRun): Promise<ReadonlyMap<string, string>> {
  const sources = await readSources(dir);
  if (sources) return sources;
  throw new UserError({
    what: t('The run "{0}" has not kept its code.', name),
    why: t('Its files are damaged, or were deleted.'),
  });
}
