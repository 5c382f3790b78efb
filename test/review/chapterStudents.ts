import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { mistakes, right } from '../mutants/3.2/programs';
import { mutants as normalizationMutants } from '../mutants/3.3/mutants';
import { alexnetMutants } from '../mutants/3.4/alexnet';
import { mutate, type Mutant } from '../mutants/3.4/mutant';
import { resnetMutants } from '../mutants/3.4/resnet50';

/** What the checks must say of a student's work on an exercise. */
export interface Truth {
  exercise: string;
  /** Tasks that it is about, by what their ids begin with. */
  tasks: string;
  /** The first check in them that fails; undefined where the work is right. Checks of runs do not count: no run is handed in. */
  fails?: string;
}

export interface ChapterStudent {
  name: string;
  files: Readonly<Record<string, string>>;
  truths: readonly Truth[];
}

/** Work on one exercise, with what is true of it. */
interface Work {
  files: Readonly<Record<string, string>>;
  truths: readonly Truth[];
}

const solutions = path.join(process.env['LITS_ROOT'] ?? process.cwd(), 'test/solutions');
const solution = (...names: string[]) => readFileSync(path.join(solutions, ...names), 'utf8');

const folders = {
  '3.2': '3.2-regularization',
  '3.3': '3.3-batch-normalization',
  '3.4': '3.4-modern-models',
} as const;
export type ChapterExercise = keyof typeof folders;
export const chapterExercises = Object.keys(folders) as ChapterExercise[];

const inFolder = (exercise: ChapterExercise, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folders[exercise]}/${name}`, text]));

function regularization(): Work[] {
  const work = (files: Record<string, string>, fails?: string): Work => ({
    files: inFolder('3.2', { ...right, ...files }),
    truths: [{ exercise: '3.2', tasks: '', ...(fails === undefined ? {} : { fails }) }],
  });
  return [work({}), ...mistakes.map(([, files, [fails]]) => work(files, fails))];
}

function normalization(): Work[] {
  const onPaper = solution('3.3', 'onPaper.ts');
  const moments = solution('3.3', 'batchNorm', 'moments.ts');
  const work = (text: string, fails?: string): Work => ({
    // What a style takes from another is its type alone.
    files: inFolder('3.3', { 'batchNorm.ts': text, 'onPaper.ts': onPaper, 'moments.ts': moments }),
    truths: [{ exercise: '3.3', tasks: '', ...(fails === undefined ? {} : { fails }) }],
  });
  return [
    ...readdirSync(path.join(solutions, '3.3/batchNorm')).map((name) =>
      work(solution('3.3', 'batchNorm', name)),
    ),
    ...normalizationMutants.map(({ from, to, check }) => work(moments.replaceAll(from, to), check)),
  ];
}

function modernModels(): Work[] {
  const work = (of: string, text: string, truth: Omit<Truth, 'exercise'>): Work => ({
    files: inFolder('3.4', { [`${of.split('/')[0]}.ts`]: text }),
    truths: [{ exercise: '3.4', ...truth }],
  });
  const ofMutant = (mutant: Mutant) =>
    work(mutant.of, mutate(solution('3.4', `${mutant.of}.ts`), mutant), {
      tasks: mutant.loses,
      fails: mutant.check,
    });
  const styles = ['alexnet', 'resnet50'].flatMap((option) =>
    readdirSync(path.join(solutions, '3.4', option)).map((name) =>
      work(`${option}/${name}`, solution('3.4', option, name), { tasks: option.replace('50', '') }),
    ),
  );
  return [...styles, ...alexnetMutants.map(ofMutant), ...resnetMutants.map(ofMutant)];
}

const works: Readonly<Record<ChapterExercise, () => Work[]>> = {
  '3.2': regularization,
  '3.3': normalization,
  '3.4': modernModels,
};

/** The golden ratio spreads evenly over the works of an exercise, so that a small class has right ones and mistakes of all kinds. */
const spread = (Math.sqrt(5) - 1) / 2;

/** A class of students with solutions and mutants of chapter 3. No two hand in the same text: the same work is checked once. */
export function chapterStudents(count: number, exercises: readonly ChapterExercise[]): ChapterStudent[] {
  const pools = exercises.map((exercise) => works[exercise]());
  return Array.from({ length: count }, (_, index): ChapterStudent => {
    const own = pools.map(
      (pool) => pool[Math.floor(((index * spread) % 1) * pool.length)] ?? { files: {}, truths: [] },
    );
    const files = Object.assign({}, ...own.map((one) => one.files)) as Record<string, string>;
    return {
      name: `student-${String(index + 1).padStart(3, '0')}`,
      files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, `${text}// ${index}\n`])),
      truths: own.flatMap((one) => one.truths),
    };
  });
}
