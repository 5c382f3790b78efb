import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type * as z from 'zod';
import { writeJsonAtomic } from '../files/atomicFile';
import { exclusively } from '../files/exclusively';
import { readJsonFile } from '../files/jsonFile';
import { FailureError } from '../protocol/failure';
import {
  tutorGradesSchema,
  tutorRubricSchema,
  type ItemGrade,
  type RubricItem,
  type Terms,
  type TutorGrades,
  type TutorRubric,
} from '../protocol/grades';
import type { SubmissionGrades } from '../review/grades';
import { latest, nextVersion, type Version } from '../review/versions';
import { t } from '../words';
import { filesBelow } from './filesBelow';
import { sha256 } from './hashes';
import { reviewPlaces } from './layout';
import { safeName } from './safeName';

/** Who grades, and on which machine: one writer of files. Two machines of one tutor are two, so that no file has two writers. */
export interface Tutor {
  name: string;
  machine: string;
}

/** What a tutor has said. */
export interface Said<Value> {
  tutor: string;
  value: Value;
}

/** As `SubmissionGrades`, with who has said it; and the notes that tutors keep. */
export interface SaidGrades {
  items: ReadonlyMap<string, readonly Said<ItemGrade>[]>;
  terms: readonly Said<Terms>[];
  notes: readonly (Said<string> & { writer: string })[];
}

/** All that tutors have said of a class. */
export interface ClassGrades {
  of: (submission: string) => SubmissionGrades;
  saidOf: (submission: string) => SaidGrades;
  /** Without those that were deleted. */
  rubric: ReadonlyMap<string, RubricItem>;
  /** In words, files that cannot be read: what is in them does not count. */
  lost: string[];
}

/** The name of a tutor's files. */
export const writerOf = ({ name, machine }: Tutor): string => safeName(name, `${name}\n${machine}`);

/** Reads what tutors have said of a class. */
export async function readGrades(root: string): Promise<ClassGrades> {
  const places = reviewPlaces(root);
  const grades = await readAll(await jsonFilesBelow(places.grades), tutorGradesSchema);
  const rubrics = await readAll(await jsonFilesBelow(places.rubric), tutorRubricSchema);
  const bySubmission = new Map<string, ReadFile<TutorGrades>[]>();
  for (const one of grades.whole)
    bySubmission.set(one.value.submission, [...(bySubmission.get(one.value.submission) ?? []), one]);
  const saidOf = (submission: string) => said(bySubmission.get(submission) ?? []);
  return {
    saidOf,
    of: (submission) => {
      const { items, terms } = saidOf(submission);
      const values = <Value>(all: readonly Said<Value>[]) => all.map(({ value }) => value);
      return { items: new Map([...items].map(([key, all]) => [key, values(all)])), terms: values(terms) };
    },
    rubric: new Map(
      [...versionsByKey(valuesOf(rubrics.whole))].flatMap(([id, versions]) =>
        latest(versions)
          .slice(-1)
          .filter(({ value }) => !value.deleted)
          .map(({ value }): [string, RubricItem] => [id, value]),
      ),
    ),
    lost: [...grades.lost, ...rubrics.lost],
  };
}

function said(files: readonly ReadFile<TutorGrades>[]): SaidGrades {
  const whole = valuesOf(files);
  const latestSaid = <Value>(versions: readonly (Version<Value> & { tutor: string })[]) =>
    latest(versions).map(({ tutor, value }): Said<Value> => ({ tutor, value }));
  return {
    items: new Map([...versionsByKey(whole)].map(([key, versions]) => [key, latestSaid(versions)])),
    terms: latestSaid(whole.flatMap(({ tutor, terms }) => (terms ? [{ ...terms, tutor }] : []))),
    notes: files.flatMap(({ file, value: { tutor, notes } }) =>
      notes ? [{ tutor, writer: basename(dirname(file)), value: notes }] : [],
    ),
  };
}

/** Keeps what a tutor gives for a task. They are taken to have seen what the others gave. */
export async function gradeItem(
  root: string,
  tutor: Tutor,
  { submission, task, at }: { submission: string; task: string; at: string },
  change: (before: ItemGrade | undefined) => ItemGrade,
): Promise<void> {
  await changeGrades(root, tutor, submission, (own, all) => {
    const known = all.flatMap(({ items }) => items[task] ?? []);
    const value = change(latest(known).at(-1)?.value);
    const version = nextVersion(known, value, { writer: writerOf(tutor), at });
    return { ...own, items: { ...own.items, [task]: version } };
  });
}

/** Keeps what holds for a submission as a whole. */
export async function setTerms(
  root: string,
  tutor: Tutor,
  { submission, at }: { submission: string; at: string },
  value: Terms,
): Promise<void> {
  await changeGrades(root, tutor, submission, (own, all) => {
    const known = all.flatMap(({ terms }) => terms ?? []);
    return { ...own, terms: nextVersion(known, value, { writer: writerOf(tutor), at }) };
  });
}

/** Keeps what a tutor notes for tutors on a submission; an empty text takes it away. */
export async function setNotes(root: string, tutor: Tutor, submission: string, notes: string): Promise<void> {
  await changeGrades(root, tutor, submission, ({ notes: _before, ...own }) =>
    notes === '' ? own : { ...own, notes },
  );
}

/** Keeps a rubric item; everybody who has it gets its points from then on, or none where it is deleted. */
export async function setRubricItem(
  root: string,
  tutor: Tutor,
  { id, at }: { id: string; at: string },
  value: RubricItem,
): Promise<void> {
  const { rubric } = reviewPlaces(root);
  const file = join(rubric, `${writerOf(tutor)}.json`);
  await alone(root, async () => {
    const own = (await ownFile(file, tutorRubricSchema)) ?? { version: 1, tutor: tutor.name, items: {} };
    const all: TutorRubric[] = valuesOf(
      (await readAll(await jsonFilesBelow(rubric), tutorRubricSchema)).whole,
    );
    const known = all.flatMap(({ items }) => items[id] ?? []);
    const version = nextVersion(known, value, { writer: writerOf(tutor), at });
    await write(file, { ...own, items: { ...own.items, [id]: version } });
  });
}

async function changeGrades(
  root: string,
  tutor: Tutor,
  submission: string,
  change: (own: TutorGrades, all: readonly TutorGrades[]) => TutorGrades,
): Promise<void> {
  const { grades } = reviewPlaces(root);
  const file = join(grades, writerOf(tutor), `${submission}.json`);
  await alone(root, async () => {
    const files = (await jsonFilesBelow(grades)).filter((other) => basename(other) === basename(file));
    const { whole } = await readAll(files, tutorGradesSchema);
    const own = await ownFile(file, tutorGradesSchema);
    const fresh: TutorGrades = { version: 1, tutor: tutor.name, submission, items: {} };
    await write(file, change(own ?? fresh, valuesOf(whole)));
  });
}

/** Two windows of one tutor on this machine write one after the other. */
async function alone(root: string, action: () => Promise<void>): Promise<void> {
  const { work } = reviewPlaces(root);
  await mkdir(work, { recursive: true });
  const busy = (pid: number) =>
    new FailureError({
      what: t('The process {0} is writing grades into this folder.', pid),
      next: t('Try again in a moment.'),
    });
  await exclusively(join(work, 'grading'), busy, action);
}

async function write(file: string, value: TutorGrades | TutorRubric): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeJsonAtomic(file, value);
}

/** @throws FailureError when it is there and cannot be read: it would be lost */
async function ownFile<Value>(file: string, schema: z.ZodType<Value>): Promise<Value | undefined> {
  const read = await readJsonFile(file, schema);
  if (read.state === 'whole') return read.value;
  if (read.state === 'missing') return undefined;
  throw new FailureError({
    what: t('{0} cannot be read.', file),
    why: read.why,
    next: t('Bring an earlier version of the file back, or move it away. Nothing was written.'),
  });
}

interface ReadFile<Value> {
  file: string;
  value: Value;
}

const valuesOf = <Value>(files: readonly ReadFile<Value>[]): Value[] => files.map(({ value }) => value);

async function readAll<Value>(
  files: readonly string[],
  schema: z.ZodType<Value>,
): Promise<{ whole: ReadFile<Value>[]; lost: string[] }> {
  const whole: ReadFile<Value>[] = [];
  const lost: string[] = [];
  for (const file of files) {
    const read = await readJsonFile(file, schema);
    if (read.state === 'whole') whole.push({ file, value: read.value });
    if (read.state === 'damaged') lost.push(t('{0} cannot be read: {1}', file, read.why));
  }
  return { whole, lost };
}

/** The versions of each thing, with who has made them. */
function versionsByKey<Value>(
  files: readonly { tutor: string; items: Readonly<Record<string, Version<Value>>> }[],
): Map<string, (Version<Value> & { tutor: string })[]> {
  const versions = new Map<string, (Version<Value> & { tutor: string })[]>();
  for (const { tutor, items } of files)
    for (const [key, version] of Object.entries(items))
      versions.set(key, [...(versions.get(key) ?? []), { ...version, tutor }]);
  return versions;
}

/** JSON files in a folder and in those inside of it, in order. */
const jsonFilesBelow = async (folder: string): Promise<string[]> =>
  (await filesBelow(folder)).filter((path) => path.endsWith('.json')).map((path) => join(folder, path));

/** The files in which tutors have said something of a class. */
export const gradeFiles = (root: string): Promise<string[]> => jsonFilesBelow(reviewPlaces(root).grades);

/** An id for a new rubric item that no other tutor gives. */
export const newRubricId = (tutor: Tutor, at: string): string =>
  sha256(`${writerOf(tutor)}\n${at}`).slice(0, 6);
