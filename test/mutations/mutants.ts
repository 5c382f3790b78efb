import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { drawFrom } from '../fuzz/seeds';
import { mutationsOf, type Mutation } from './candidates';

/** Programs of one kind, whose model is checked in the same way. */
export interface Family {
  name: 'alexnet' | 'resnet50' | 'baseline';
  /** Folder of the exercise. */
  exercise: string;
  /** What the student's file is called. */
  file: string;
  /** Side of the pictures that two models are compared with, where a model can be made for any size. */
  side: number;
}

export interface Origin {
  /** Family and file. */
  name: string;
  family: Family;
  text: string;
}

/** A right program with a single change. */
export interface Mutant {
  seed: number;
  origin: Origin;
  mutation: Mutation;
  text: string;
}

const families: readonly { family: Family; solutions: string }[] = [
  {
    family: { name: 'alexnet', exercise: '3.4-modern-models', file: 'alexnet.ts', side: 96 },
    solutions: '3.4/alexnet',
  },
  {
    family: { name: 'resnet50', exercise: '3.4-modern-models', file: 'resnet50.ts', side: 80 },
    solutions: '3.4/resnet50',
  },
  {
    family: { name: 'baseline', exercise: '3.2-regularization', file: 'baseline.ts', side: 256 },
    solutions: '3.2/baseline',
  },
];

/** All right programs. */
export function originsIn(repository: string): Origin[] {
  return families.flatMap(({ family, solutions }) => {
    const folder = path.join(repository, 'test/solutions', solutions);
    return readdirSync(folder)
      .sort()
      .map((file) => ({
        name: `${family.name}/${file.replace(/\.ts$/, '')}`,
        family,
        text: readFileSync(path.join(folder, file), 'utf8'),
      }));
  });
}

const known = new Map<string, ReadonlyMap<string, readonly Mutation[]>>();

/** The changes to a program, by kind and by what is changed: of each sort as many are drawn, however many places there are. */
function sortsOf({ text }: Origin): ReadonlyMap<string, readonly Mutation[]> {
  const found = known.get(text);
  if (found) return found;
  const sorts = new Map<string, Mutation[]>();
  for (const mutation of mutationsOf(text)) {
    const sort = `${mutation.kind} ${mutation.what}`;
    sorts.set(sort, [...(sorts.get(sort) ?? []), mutation]);
  }
  known.set(text, sorts);
  return sorts;
}

/** The mutant of a seed: always the same, as long as the right programs stay as they are. */
export function mutantOf(seed: number, origins: readonly Origin[]): Mutant {
  const draw = drawFrom(seed);
  const origin = draw.one(origins);
  const mutation = draw.one(draw.one([...sortsOf(origin).values()]));
  const { start, end, text } = mutation;
  return { seed, origin, mutation, text: origin.text.slice(0, start) + text + origin.text.slice(end) };
}

/** The lines that differ, as in a patch. */
export function diffOf({ origin, text }: Mutant): string {
  const [before, after] = [origin.text.split('\n'), text.split('\n')];
  let first = 0;
  while (before[first] === after[first]) first++;
  let last = 1;
  while (
    before.at(-last) === after.at(-last) &&
    before.length - last >= first &&
    after.length - last >= first
  )
    last++;
  const lines = (all: readonly string[], mark: string) =>
    all.slice(first, all.length - last + 1).map((line) => `${mark} ${line.trim()}`);
  return [...lines(before, '-'), ...lines(after, '+')].map((line) => `${first + 1}: ${line}`).join('\n');
}
