import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeJsonAtomic } from '../files/atomicFile';
import { readJsonFile } from '../files/jsonFile';
import { FailureError } from '../protocol/failure';
import { longestNote, longestTitle, runMarksSchema, type RunMarks } from '../protocol/marks';
import type { RunRecord } from '../protocol/run';
import { t } from '../words';
import { lostFiles } from './damage';
import { runFiles } from './layout';

const marksFile = (runDir: string) => join(runDir, runFiles.marks);

/** What the student has said of a run; nothing where they have not, or where it cannot be read, which `lost` says in words. */
export async function readMarks(runDir: string): Promise<{ marks: RunMarks; lost: string[] }> {
  const read = await readJsonFile(marksFile(runDir), runMarksSchema);
  if (read.state !== 'whole')
    return { marks: {}, lost: read.state === 'damaged' ? lostFiles([runFiles.marks]) : [] };
  const { title, note, starred } = read.value;
  return { marks: { title, note, starred }, lost: [] };
}

/**
 * Changes what the student says of a run; a title or note that is empty is taken away.
 * @throws FailureError when what was said before cannot be read: it would be lost; an error of the file system
 */
export async function changeMarks(
  runDir: string,
  change: { title?: string; note?: string; starred?: boolean },
): Promise<void> {
  const file = marksFile(runDir);
  const read = await readJsonFile(file, runMarksSchema);
  if (read.state === 'damaged')
    throw new FailureError({
      what: t('{0} cannot be read.', file),
      why: read.why,
      next: t('Correct the file, or delete it: only title, note and star of the run are in it.'),
    });
  const { title, note, starred } = { ...(read.state === 'whole' ? read.value : {}), ...change };
  const marks: RunMarks = {
    ...textOf('title', title, longestTitle),
    ...textOf('note', note, longestNote),
    ...(starred ? { starred } : {}),
  };
  if (Object.keys(marks).length === 0) await rm(file, { force: true });
  else await writeJsonAtomic(file, { version: 1, ...marks });
}

function textOf(name: 'title' | 'note', text: string | undefined, longest: number): RunMarks {
  const trimmed = text?.trim().slice(0, longest);
  return trimmed ? { [name]: trimmed } : {};
}

/** The name that a run is shown by: the student's title for it, else the one that it has recorded. */
export const shownName = ({ name }: Pick<RunRecord, 'name'>, { title }: RunMarks): string => title ?? name;
