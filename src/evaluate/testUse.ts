import type { EvaluationLine } from '../protocol/evaluation';
import type { RunRecord } from '../protocol/run';

/** A run, and every evaluation that was ever made of it. */
export interface EvaluatedRun {
  /** That it is shown by. */
  name: string;
  record: Pick<RunRecord, 'id' | 'createdAt' | 'updatedAt' | 'best'>;
  evaluations: readonly EvaluationLine[];
}

/** How often a run was evaluated on the test set. */
export interface TestUse {
  times: number;
  /** How many different weights were evaluated. */
  models: number;
  first: string;
  last: string;
}

/**
 * Why a run's test score may be too good. A model that was chosen by its test score is fitted to the test set a little, and then
 * no data is left to measure how good it really is.
 */
export type TestRemark =
  /** The run was evaluated on the test set before its training ended: the result may have changed later decisions. */
  | { id: 'testedWhileTraining'; times: number }
  /** Several sets of weights of this run were measured on it. */
  | { id: 'testedAgain'; times: number; models: number }
  /** The run began after test scores of other runs were known. */
  | { id: 'trainedAfterTest'; names: string[] }
  /** Of several runs with a test score, this one has the best score, but another has the lower validation loss. */
  | { id: 'chosenByTest'; runs: number; name: string };

const onTest = (line: EvaluationLine) => line.split === 'test';

/** Weights with the same fingerprint are the same. Older evaluations have none. */
const modelOf = ({ run, checkpoint, weights, step }: EvaluationLine) =>
  weights ?? `${run} ${checkpoint} ${step}`;

/** How often a run was evaluated on the test set; undefined if never. */
export function testUse(evaluations: readonly EvaluationLine[]): TestUse | undefined {
  const lines = evaluations.filter(onTest);
  const times = lines.map(({ createdAt }) => createdAt).sort();
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return { times: lines.length, models: new Set(lines.map(modelOf)).size, first, last };
}

/**
 * Reasons to doubt a run's test score, from the log of all evaluations; none for a run without a test score.
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
  if (known.length > 0) remarks.push({ id: 'trainedAfterTest', names: known.map((rival) => rival.name) });

  const isBestOnTest = rivals.every((rival) => bestOf(rival.tests) < bestOf(tests));
  const [preferred] = [run, ...rivals]
    .filter(({ record: { best } }) => best)
    .sort((a, b) => valLossOf(a) - valLossOf(b));
  if (rivals.length > 0 && isBestOnTest && preferred && preferred.record.id !== record.id)
    remarks.push({ id: 'chosenByTest', runs: rivals.length + 1, name: preferred.name });
  return remarks;
}

const bestOf = (lines: readonly EvaluationLine[]) =>
  Math.max(...lines.map(({ balancedAccuracy }) => balancedAccuracy));
const valLossOf = ({ record }: EvaluatedRun) => record.best?.valLoss ?? Infinity;
