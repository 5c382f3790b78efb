import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CheckReport, ItemResult } from '../../src/protocol/checkReport';
import type {
  ClassReview,
  KeptReport,
  ReviewedExercise,
  ReviewedSubmission,
} from '../../src/protocol/review';
import { gradedExercise, sumOfPoints, ungradedExercise } from '../../src/review/points';
import type { CatalogChapter, CatalogExercise } from '../../src/protocol/catalog';
import { tutorPointsOf } from '../../src/course/manifest';
import { safeName } from '../../src/submissions/safeName';

const names = ['Ada', 'Bo', 'Chidi', 'Dana', 'Emre', 'Fatima', 'Goran', 'Hana', 'Iris', 'Jun'];
const families = ['Berg', 'Okafor', 'Nguyen', 'Silva'];

/** What a student has argued: the tutor gives all, half or none of their points for it. */
const argued = [
  { share: 1, text: 'The validation loss is lowest in epoch 7 (0.61); accuracy is 0.83 and 0.79 there.' },
  { share: 0.5, text: 'It is lowest somewhere around epoch 7.' },
  { share: 0, text: 'The network works well.' },
] as const;

export const argumentOf = (place: number) => argued[place % 7 === 6 ? 2 : place % 3 === 1 ? 1 : 0];

/** A class whose checks are done: what a review would have written, without having checked anything. */
export interface ReviewedClass {
  review: ClassReview;
  /** By their keys. */
  reports: Record<string, KeptReport>;
  /** By their paths in the reviewed folder. */
  files: Record<string, string>;
  /** What each submission has once the tutor has judged its arguments, by its id. */
  truth: Record<string, number>;
}

/** @param chapter of the course @param count of submissions */
export function reviewedClass(chapter: CatalogChapter, count: number): ReviewedClass {
  const reports: Record<string, KeptReport> = {};
  const files: Record<string, string> = {};
  const truth: Record<string, number> = {};
  const submissions = Array.from({ length: count }, (_, place): ReviewedSubmission => {
    const student = `${names[place % names.length]} ${families[Math.floor(place / names.length) % 4]}`;
    const path = `hand-ins/${student.toLowerCase().replace(' ', '-')}-${place}`;
    let given = 0;
    const exercises = chapter.exercises.map((exercise): ReviewedExercise => {
      if (exercise.manifest.id === '3.3') return ungradedExercise(exercise.manifest, 'missing');
      const report = reportOf(exercise, place);
      const key = `${exercise.manifest.id.replace('.', '-')}-${place}`;
      reports[key] = { version: 1, containment: 'none', report };
      for (const [name, text] of Object.entries(filesOf(exercise, place)))
        files[`${path}/${exercise.folder}/${name}`] = text;
      given += report.items.reduce((sum, item) => sum + item.tutorPoints * argumentOf(place).share, 0);
      return { ...gradedExercise(report, 0.5), key };
    });
    const id = safeName(path);
    const sums = sumOfPoints(exercises);
    truth[id] = sums.points + given;
    const remarks: ReviewedSubmission['remarks'] =
      place % 9 === 4
        ? [{ kind: 'edited', text: `${path}/baseline.ts was changed after it was handed in.` }]
        : [];
    return { id, path, student, state: 'checked', ...sums, exercises, remarks };
  });
  const [first, second] = submissions;
  const review: ClassReview = {
    version: 1,
    createdAt: '2026-03-01T10:00:00.000Z',
    program: '1.0.0',
    chapter: { id: chapter.manifest.id, title: chapter.manifest.title, max: 10.5 },
    exercises: chapter.exercises.map(({ manifest }) => ({
      id: manifest.id,
      title: manifest.title,
      max:
        manifest.id === '3.3'
          ? 0
          : manifest.id === '3.4'
            ? 7
            : manifest.tasks.reduce((sum, { points }) => sum + points, 0),
    })),
    step: 0.5,
    submissions,
    likeness: {
      sources:
        first && second
          ? [
              {
                exercise: '3.2',
                one: first.id,
                other: second.id,
                share: 0.81,
                count: 24,
                passages: [
                  {
                    one: { path: 'baseline.ts', from: 1, to: 4 },
                    other: { path: 'baseline.ts', from: 1, to: 4 },
                  },
                ],
              },
            ]
          : [],
      runs: [],
    },
  };
  return { review, reports, files, truth };
}

/** Lays hand-ins and review out as they would lie after a review. */
export async function writeReviewedClass(
  root: string,
  { review, reports, files }: ReviewedClass,
): Promise<void> {
  const all = {
    ...files,
    '.lits-review/class.json': JSON.stringify(review),
    ...Object.fromEntries(
      Object.entries(reports).map(([key, report]) => [
        `.lits-review/results/${key}.json`,
        JSON.stringify(report),
      ]),
    ),
  };
  for (const [path, text] of Object.entries(all)) {
    const file = join(root, ...path.split('/'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

function reportOf({ manifest }: CatalogExercise, place: number): CheckReport {
  const items = manifest.tasks.map((task, index): ItemResult => {
    const tutorPoints = tutorPointsOf(task);
    const most = task.points - tutorPoints;
    const isFaulty = (place + index) % 4 === 3 && most > 0;
    const isLeft = task.option === 'resnet50';
    return {
      id: task.id,
      title: task.title,
      ...(task.option === undefined ? {} : { option: task.option }),
      file: task.file,
      points: isLeft ? 0 : isFaulty ? 0 : most,
      max: task.points,
      tutorPoints,
      status: isLeft ? 'not-begun' : isFaulty ? 'fail' : tutorPoints > 0 ? 'needs-tutor' : 'pass',
      checks: isLeft
        ? []
        : [
            layers(isFaulty, task.file),
            { id: 'trains', title: 'It can be trained', status: 'pass', findings: [] },
          ],
    };
  });
  const sum = items.reduce((total, { points }) => total + points, 0);
  return {
    version: 1,
    createdAt: '2026-03-01T09:00:00.000Z',
    exercise: { id: manifest.id, title: manifest.title },
    points: sum,
    max: manifest.id === '3.4' ? 7 : items.reduce((total, { max }) => total + max, 0),
    items,
  };
}

const layers = (isFaulty: boolean, file: string): ItemResult['checks'][number] => ({
  id: 'layers',
  title: 'The network is that of the table',
  status: isFaulty ? 'fail' : 'pass',
  ...(isFaulty ? { fault: 'The network is not the one of the table' } : {}),
  findings: isFaulty
    ? [
        {
          probed: 'The number of parameters was counted.',
          expected: '8,486,787 parameters.',
          actual: '6,635,623 parameters.',
          hints: [],
          at: { file, line: 2 },
        },
      ]
    : [],
});

function filesOf({ manifest }: CatalogExercise, place: number): Record<string, string> {
  const { text } = argumentOf(place);
  const code = `import * as tf from '@tensorflow/tfjs';\nexport const units = ${place};\nexport const model = () => tf.sequential();\nexport default model;\n`;
  const tasks = Object.fromEntries(
    manifest.tasks.filter(({ option }) => option !== 'resnet50').map(({ file }) => [file, code]),
  );
  if (manifest.id === '3.1')
    return {
      'answers.ts': manifest.tasks
        .map(({ id }) => `export const ${id} = {\n  why: '${text}',\n};\n`)
        .join(''),
    };
  return manifest.answers === undefined
    ? tasks
    : { ...tasks, [manifest.answers]: `# My answers\n\n1. In which epoch?\n\n${text}\n` };
}
