import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import modelChecks from '../../exercises/chapter3/3.4-modern-models/checks';
import baselineChecks from '../../exercises/chapter3/3.2-regularization/checks';
import { resnet50 } from '../../exercises/chapter3/3.4-modern-models/checks/reference';
import { checkInProcess } from '../../src/check';
import { averagesFollowBatch, type Check, type Probe } from '../../src/check/authoring';
import { exerciseSchema } from '../../src/course/manifest';
import { FailureError } from '../../src/protocol/failure';
import type { CheckResult } from '../../src/protocol/checkReport';
import { compileProgram, type CompiledProgram } from '../../src/train';
import { checkTypesTogether } from '../../src/train/program/typecheck';
import { reasonToBeFree } from './free';
import type { Family, Mutant, Origin } from './mutants';
import { Oracle, type Aspect } from './oracle';

export interface Judgement {
  mutant: Mutant;
  /** In what its model differs from the right one; `stopped`: it is none, or does not run. */
  differs: readonly Aspect[] | 'stopped';
  /** Why it is right although it differs, where the task leaves that open. */
  free: string | undefined;
  /** The first check that found something. */
  finder: CheckResult | undefined;
  outcome: 'equal' | 'free' | 'found' | 'survivor' | 'false alarm';
}

/** The checks of what a network computes, without remarks, which cost nothing. Whether it learns is asked of whole programs, by other tests: that takes long. */
const structureOf: Readonly<
  Record<Family['name'], { checks: () => Check[]; isAsked: (check: Check) => boolean }>
> = {
  alexnet: {
    checks: modelChecks,
    isAsked: ({ id, item }) =>
      (item === 'alexnet-build' && id !== 'alexnet-learns') || id === 'alexnet-dropout',
  },
  resnet50: {
    checks: modelChecks,
    isAsked: ({ id, item }) =>
      (['resnet-skip', 'resnet-bottleneck', 'resnet-assembly'].includes(item) && id !== 'resnet-learns') ||
      id === 'resnet-dropout',
  },
  baseline: { checks: baselineChecks, isAsked: ({ id }) => id === 'baseline-network' },
};

/** Checks that train a little, without that. */
const quickProbes: Readonly<Record<string, Probe | undefined>> = {
  'resnet-moving-averages': averagesFollowBatch(resnet50),
};

export interface JudgeOptions {
  repository: string;
  typings: string;
  /** An empty folder for the programs. */
  home: string;
}

/** Judges mutants: what they compute, and what the checks say. */
export class Judge {
  private readonly oracles = new Map<string, Promise<Oracle>>();

  constructor(private readonly options: JudgeOptions) {}

  /** @param told hears of each as soon as it is judged */
  async judge(
    mutants: readonly Mutant[],
    told: (judgement: Judgement) => void = () => undefined,
  ): Promise<Judgement[]> {
    const judged: Judgement[] = [];
    // Type-checked many at once: nearly all of that work is about the declarations.
    for (let first = 0; first < mutants.length; first += 40) {
      const some = mutants.slice(first, first + 40);
      const files = await this.write(
        some.map(({ seed, origin, text }) => ({ name: String(seed), origin, text })),
      );
      const checked = checkTypesTogether(files, this.options.typings);
      for (const [index, mutant] of some.entries()) {
        let compiled: Promise<CompiledProgram> | undefined;
        const compile = () =>
          (compiled ??= compileProgram(files[index], this.options.typings, checked[index]));
        const judgement = await this.judgeOne(mutant, files[index], compile);
        told(judgement);
        judged.push(judgement);
      }
    }
    return judged;
  }

  private async judgeOne(
    mutant: Mutant,
    file: string,
    compile: () => Promise<CompiledProgram>,
  ): Promise<Judgement> {
    const finder = await this.finderIn(mutant.origin.family, file, compile);
    let differs = await this.differencesOf(mutant, compile, true);
    const isAgreed = () => (differs.length === 0) === (finder === undefined);
    if (!isAgreed() && differs !== 'stopped') differs = await this.differencesOf(mutant, compile, false);
    const free = differs === 'stopped' || differs.length === 0 ? undefined : reasonToBeFree(mutant, differs);
    const outcome = outcomeOf(differs, free !== undefined, finder !== undefined);
    return { mutant, differs, free, finder, outcome };
  }

  private async differencesOf(
    { origin }: Mutant,
    compile: () => Promise<CompiledProgram>,
    isSmall: boolean,
  ): Promise<readonly Aspect[] | 'stopped'> {
    const oracle = await this.oracleOf(origin);
    try {
      return oracle.differencesOf(await compile(), isSmall);
    } catch (error) {
      if (error instanceof FailureError) return 'stopped';
      throw error;
    }
  }

  private async finderIn(
    { name, exercise: id, file: own }: Family,
    file: string,
    compile: () => Promise<CompiledProgram>,
  ): Promise<CheckResult | undefined> {
    const manifest = path.join(this.options.repository, 'exercises/chapter3', id, 'exercise.json');
    const exercise = exerciseSchema.parse(JSON.parse(await readFile(manifest, 'utf8')));
    const { checks, isAsked } = structureOf[name];
    try {
      const report = await checkInProcess({
        exercise: { ...exercise, tasks: exercise.tasks.filter((task) => task.file === own) },
        checks: checks()
          .filter((check) => isAsked(check) && check.share !== 0)
          .map((check) => ({ ...check, probe: quickProbes[check.id] ?? check.probe })),
        folder: path.dirname(file),
        typings: this.options.typings,
        compile,
        runs: [],
        deadlines: { setupMs: 120_000, stepMs: 120_000 },
        log: () => undefined,
      });
      const found = report.items.flatMap((item) => item.checks);
      return found.find(({ status }) => status === 'fail' || status === 'error');
    } finally {
      tf.disposeVariables();
    }
  }

  private oracleOf(origin: Origin): Promise<Oracle> {
    const known = this.oracles.get(origin.name);
    if (known) return known;
    const made = this.makeOracle(origin);
    this.oracles.set(origin.name, made);
    return made;
  }

  private async makeOracle(origin: Origin): Promise<Oracle> {
    const [file] = await this.write([{ name: origin.name, origin, text: origin.text }]);
    return new Oracle(await compileProgram(file, this.options.typings), origin.family.side);
  }

  private async write(
    programs: readonly { name: string; origin: Origin; text: string }[],
  ): Promise<string[]> {
    return Promise.all(
      programs.map(async ({ name, origin, text }) => {
        const file = path.join(this.options.home, name, origin.family.file);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, text);
        return file;
      }),
    );
  }
}

function outcomeOf(differs: Judgement['differs'], isFree: boolean, isFound: boolean): Judgement['outcome'] {
  const isEqual = differs.length === 0;
  if (isEqual || isFree) {
    if (isFound) return 'false alarm';
    return isEqual ? 'equal' : 'free';
  }
  return isFound ? 'found' : 'survivor';
}

/** A judgement that somebody has to look at, with its patch and what was told. */
export function describeJudgement(
  { mutant, differs, free, finder, outcome }: Judgement,
  diff: string,
): string {
  const { seed, origin, mutation } = mutant;
  const [finding] = finder?.findings ?? [];
  const found = finding
    ? `${finder?.id ?? ''} at line ${String(finding.at?.line ?? '?')}: ${finding.actual}`
    : 'nothing';
  return [
    `seed ${seed} ${outcome}: ${origin.name}, ${mutation.kind} ${mutation.what}`,
    ...diff.split('\n'),
    `differs in: ${differs === 'stopped' ? 'stopped' : differs.join(', ') || 'nothing'}${free ? ` (free: ${free})` : ''}`,
    `found: ${found}`,
  ].join('\n  ');
}
