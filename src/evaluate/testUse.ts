import type { EvaluationLine } from '../protocol/evaluation';
import type { RunRecord } from '../protocol/run';

/** A run, and every evaluation that was ever made of it. */
export interface EvaluatedRun {
  record: Pick<RunRecord, 'id' | 'name' | 'createdAt' | 'updatedAt' | 'best'>;
  evaluations: readonly EvaluationLine[];
}

/** How often the test set was looked at with a run. */
export interface TestUse {
  times: number;
  /** Different weights among them. */
  models: number;
  first: string;
  last: string;
}

/**
 * Why a run's test score may promise too much: whoever chooses by the test score has fitted to the test set, if only a
 * little, and has nothing left to measure with.
 */
export type TestRemark =
  /** The test set was looked at before the training had ended: what followed may have been decided by it. */
  | { id: 'testedWhileTraining'; times: number }
  /** Several sets of weights of this run were measured on it. */
  | { id: 'testedAgain'; times: number; models: number }
  /** The run began after test scores of other runs were known. */
  | { id: 'trainedAfterTest'; names: string[] }
  /** Of several runs with a test score this one has the best, while the validation split prefers another. */
  | { id: 'chosenByTest'; runs: number; name: string };

const onTest = (line: EvaluationLine) => line.split === 'test';

/** Weights are the same where their fingerprint is. */
const modelOf = ({ run, checkpoint, weights, step }: EvaluationLine) =>
  weights ?? `${run} ${checkpoint} ${step}`;

/** How often the test set was looked at with a run; undefined if never. */
export function testUse(evaluations: readonly EvaluationLine[]): TestUse | undefined {
  const lines = evaluations.filter(onTest);
  const times = lines.map(({ createdAt }) => createdAt).sort();
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return { times: lines.length, models: new Set(lines.map(modelOf)).size, first, last };
}

/**
 * What makes a run's test score doubtful, from the record of all evaluations; nothing for a run without one.
 * @param others the other runs of the workspace; only those with a test score on the same data set count
 */
export function testRemarks(run: EvaluatedRun, others: readonly EvaluatedRun[]): TestRemark[] {
  const use = testUse(run.evaluations);
  if (!use) return [];
  const { record } = run;
  const tests = run.evaluations.filter(onTest);
  const data = new Set(tests.map(({ datasetFingerprint }) => datasetFingerprint));
  const rivals = others
    .filter((other) => other.record.id !== record.id)
    .map((other) => ({
      ...other,
      tests: other.evaluations.filter((line) => onTest(line) && data.has(line.datasetFingerprint)),
    }))
    .filter((rival) => rival.tests.length > 0);
  const remarks: TestRemark[] = [];

  const early = tests.filter(({ createdAt }) => createdAt < record.updatedAt).length;
  if (early > 0) remarks.push({ id: 'testedWhileTraining', times: early });
  if (use.models > 1) remarks.push({ id: 'testedAgain', times: use.times, models: use.models });

  const known = rivals.filter((rival) => rival.tests.some(({ createdAt }) => createdAt < record.createdAt));
  if (known.length > 0)
    remarks.push({ id: 'trainedAfterTest', names: known.map((rival) => rival.record.name) });

  const isBestOnTest = rivals.every((rival) => bestOf(rival.tests) < bestOf(tests));
  const [preferred] = [run, ...rivals]
    .filter(({ record: { best } }) => best)
    .sort((a, b) => valLossOf(a) - valLossOf(b));
  if (rivals.length > 0 && isBestOnTest && preferred && preferred.record.id !== record.id)
    remarks.push({ id: 'chosenByTest', runs: rivals.length + 1, name: preferred.record.name });
  return remarks;
}

const bestOf = (lines: readonly EvaluationLine[]) =>
  Math.max(...lines.map(({ balancedAccuracy }) => balancedAccuracy));
const valLossOf = ({ record }: EvaluatedRun) => record.best?.valLoss ?? Infinity;
