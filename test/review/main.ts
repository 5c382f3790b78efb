import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadCatalog } from '../../src/protocol/catalog';
import type { CheckReport } from '../../src/protocol/checkReport';
import type { ClassReview } from '../../src/protocol/review';
import { jobInWorker } from '../../src/submissions/jobInWorker';
import { usualJobs } from '../../src/submissions/jobs';
import { readKeptReports } from '../../src/submissions/readClass';
import { reviewClass } from '../../src/submissions/reviewClass';
import { chapterExercises, chapterStudents, type ChapterStudent } from './chapterStudents';
import { addHostile, makeClass } from './makeClass';
import { endless, forms, sumStudents, type Student } from './students';
import { treeMemory } from './treeMemory';

const { values } = parseArgs({
  options: {
    students: { type: 'string', default: '40' },
    jobs: { type: 'string', default: String(usualJobs()) },
    exercises: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const count = Number(values.students);
const jobs = Number(values.jobs);
const root = process.env['LITS_ROOT'] ?? process.cwd();
const worker = path.join(root, 'dist/worker.cjs');
const node = { path: process.execPath, env: {}, version: process.versions.node };

/** A class, and what is wrong with the grades that it gets. */
interface GeneratedClass {
  course: string;
  /** Ids of the exercises; all of the chapter where they are not named. */
  exercises?: readonly string[];
  students: readonly Pick<Student, 'name' | 'form' | 'files'>[];
  faults: (review: ClassReview, reports: ReadonlyMap<string, CheckReport>) => string[];
}

const rowOf = ({ submissions }: ClassReview, name: string) =>
  submissions.find(
    ({ path: place }) => place === name || place.startsWith(`${name}.`) || place.startsWith(`${name}_`),
  );

/** Exercises that cost next to nothing to check, again and again, each with work that is like no other's: the same work is checked once. */
function classOfSums(): GeneratedClass {
  const students = [
    ...Array.from({ length: count - 1 }, (_, index): Student => {
      const one = sumStudents[index % sumStudents.length];
      if (!one) throw new Error('There are no students.');
      const own = ([name, text]: [string, string]): [string, string] => [name, `${text}// ${index}\n`];
      return {
        ...one,
        name: `${one.name}-${index}`,
        files: Object.fromEntries(Object.entries(one.files).map(own)),
      };
    }),
    endless,
  ];
  return {
    course: 'test/packs',
    students,
    faults: (review) =>
      students.flatMap(({ name, points }) => {
        const found = rowOf(review, name)?.points;
        return found === points ? [] : [`${name}: ${found} instead of ${points}`];
      }),
  };
}

/** Solutions and mutants of chapter 3: what each must lose, and by which check, is known. */
function classOfChapter(wanted: readonly string[]): GeneratedClass {
  const exercises = chapterExercises.filter((id) => wanted.includes(id));
  const students = chapterStudents(count, exercises);
  return {
    course: 'exercises',
    exercises,
    students: students.map((student, index) => ({ ...student, form: forms[index % forms.length] ?? 'zip' })),
    faults: (review, reports) => students.flatMap((student) => faultsOf(student, review, reports)),
  };
}

function faultsOf(
  { name, truths }: ChapterStudent,
  review: ClassReview,
  reports: ReadonlyMap<string, CheckReport>,
): string[] {
  return truths.flatMap(({ exercise, tasks, fails }) => {
    const key = rowOf(review, name)?.exercises.find(({ id }) => id === exercise)?.key;
    const items = (reports.get(key ?? '')?.items ?? []).filter(({ id }) => id.startsWith(tasks));
    if (items.length === 0) return [`${name}: ${exercise} was not checked`];
    // No run is handed in.
    const failed = items
      .flatMap(({ checks }) => checks)
      .find(({ id, status }) => !id.endsWith('-run') && (status === 'fail' || status === 'error'));
    if (failed?.id !== fails)
      return [`${name}: ${exercise} fails ${failed?.id ?? 'nothing'} instead of ${fails ?? 'nothing'}`];
    const graded = items.filter(({ max, tutorPoints }) => max > tutorPoints);
    const loses =
      graded.length === 0 || graded.some(({ points, max, tutorPoints }) => points < max - tutorPoints);
    return fails === undefined || loses ? [] : [`${name}: ${exercise} loses no points`];
  });
}

const { course, exercises, students, faults } =
  values.exercises === undefined ? classOfSums() : classOfChapter(values.exercises.split(','));
const [catalog] = await loadCatalog(path.join(root, course));
if (!catalog) throw new Error(`There is no chapter in ${course}.`);
const chapter = {
  ...catalog,
  exercises: catalog.exercises.filter(({ manifest }) => exercises?.includes(manifest.id) ?? true),
};

const folder = await mkdtemp(path.join(tmpdir(), 'lits-class-'));
await makeClass(folder, students);
await addHostile(folder);

/** Of each check, when it had ended, in seconds, and how much this process held in memory then. */
const ended: { at: number; memory: number }[] = [];
let [checkMillis, peak] = [0, 0];
const sampling = setInterval(() => (peak = Math.max(peak, treeMemory())), 500);
const start = performance.now();
const review = () =>
  reviewClass({
    root: folder,
    chapter,
    step: 0.5,
    jobs,
    program: { version: '1', worker },
    check: async (job, logFile, signal) => {
      const began = performance.now();
      const threads = Math.max(1, Math.floor(availableParallelism() / jobs));
      const options = { workerPath: worker, node, cwd: folder, logFile, mostMillis: 1_800_000, signal };
      try {
        return await jobInWorker('check', { ...job, threads }, options);
      } finally {
        checkMillis += performance.now() - began;
        ended.push({ at: (performance.now() - start) / 1000, memory: process.memoryUsage().rss });
      }
    },
    signal: new AbortController().signal,
    now: () => new Date(),
    onProgress: (done, total) => process.stderr.write(`\r${Math.floor(done)}/${total} `),
  });
const timed = async () => {
  const began = performance.now();
  const result = await review();
  return { result, seconds: (performance.now() - began) / 1000 };
};

const first = await timed();
const [checked, checkSeconds] = [ended.length, checkMillis / 1000];
const second = await timed();
clearInterval(sampling);

const wrong = faults(first.result, await readKeptReports(folder, first.result));
const overhead = first.seconds - checkSeconds / jobs;
console.log(`\n${first.result.submissions.length} submissions, ${checked} checks, ${jobs} at a time`);
console.log(`wrong grades: ${wrong.length === 0 ? 'none' : `\n  ${wrong.join('\n  ')}`}`);
console.log(`${first.seconds.toFixed(1)} s, ${(first.seconds / students.length).toFixed(2)} s a submission`);
console.log(
  `beside the checks themselves: ${overhead.toFixed(1)} s (${((100 * overhead) / first.seconds).toFixed(1)} %) of waiting for the last one, reading, unpacking, comparing`,
);
for (const [index, quarter] of quarters(ended.slice(0, checked)).entries())
  console.log(
    `  quarter ${index + 1}: ${quarter.seconds.toFixed(2)} s a check, ${(quarter.memory / 2 ** 20).toFixed(0)} MiB in the reviewing process`,
  );
console.log(`again, unchanged: ${second.seconds.toFixed(1)} s, ${ended.length - checked} checks`);
console.log(`peak memory of all processes: ${(peak / 2 ** 30).toFixed(2)} GiB`);
if (values.keep) console.log(folder);
else await rm(folder, { recursive: true });
process.exitCode = wrong.length === 0 ? 0 : 1;

/** Whether time grows in line and memory stays flat shows in how alike these are. */
function quarters(all: typeof ended): { seconds: number; memory: number }[] {
  const bounds = [0, 1, 2, 3, 4].map((part) => Math.floor((part * all.length) / 4));
  return bounds.slice(1).flatMap((end, index) => {
    const from = bounds[index] ?? 0;
    const last = all[end - 1];
    if (end === from || !last) return [];
    return [{ seconds: (last.at - (all[from - 1]?.at ?? 0)) / (end - from), memory: last.memory }];
  });
}
