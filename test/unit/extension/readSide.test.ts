import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readSide } from '../../../src/extension/evaluation/readSide';
import { writeEvaluation } from '../../../src/runs';
import { evaluation } from '../cli/fixtures';
import { temporaryFolder } from '../train/student';

const noRuns = { get: () => undefined, all: () => [] };

async function runWithTornEvaluation(): Promise<string> {
  const runDir = await temporaryFolder();
  await writeEvaluation(runDir, evaluation, 10);
  await writeFile(path.join(runDir, 'evaluations', 'val-last.json'), '{"version":2,"prov');
  return runDir;
}

it('shows an evaluation beside one that cannot be read, and says so first', async () => {
  const { side } = await readSide({ runDir: await runWithTornEvaluation() }, noRuns);
  expect(side?.evaluation).toEqual(evaluation);
  expect(side?.remarks[0]).toBe('evaluations/val-last.json could not be read.');
});

it('says what cannot be read where no evaluation is left to show', async () => {
  const runDir = await runWithTornEvaluation();
  const { split, checkpoint } = evaluation.provenance;
  await writeFile(path.join(runDir, 'evaluations', `${split}-${checkpoint}.json`), '');
  const { side, lost } = await readSide({ runDir }, noRuns);
  expect(side).toBeUndefined();
  expect(lost).toHaveLength(2);
});
