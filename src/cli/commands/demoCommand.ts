import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import { FailureError } from '../../protocol/failure';
import type { Evaluation } from '../../protocol/evaluation';
import type { MetricLine, Prediction, RunRecord } from '../../protocol/run';
import { lostLines, makeRunFolder, readMetrics, runFiles } from '../../runs';
import { duration, t } from '../../words';
import type { Io } from '../io';
import { reportHtml, type Sample } from '../report/report';
import { confidentMistakes, rightOnes } from '../report/samples';
import { runJob } from '../runJob';
import type { View } from '../view/view';
import { evaluationText } from './evaluateCommand';
import { trainedText } from './trainCommand';

export interface DemoOptions {
  patients: number;
  slices: number;
  epochs?: number;
  steps?: number;
}

const dataSeed = 1;
const trainingSeed = 1;
const pictures = 6;

/** `lits demo`: the whole way from no data to a report, through the worker that the editor uses. */
export async function demo(options: DemoOptions, io: Io, view: View): Promise<void> {
  const start = io.now().getTime();
  const file = resolve(dirname(io.workerPath), '..', 'test', 'solutions', '3.2', 'baseline.ts');
  if (!existsSync(file))
    throw new FailureError({
      what: t('The reference solution that the demo trains is not here.'),
      why: t('It belongs to the source repository and is never shipped with the extension.'),
      next: t('Run npm run demo in a clone of the repository, or lits train with a file of your own.'),
    });

  const { patients, slices, epochs, steps: maxSteps } = options;
  view.note(t('1/4  Sample data: {0} patients, {1} slices each', patients, slices));
  const sample = join(io.cwd, '.lits', 'demo');
  const { data } = await runJob('prepare', { out: sample, patients, slices, seed: dataSeed }, io, view);

  view.note(t('2/4  Training the small CNN of exercise 3.2'));
  const settings = { seed: trainingSeed, ...(epochs === undefined ? {} : { epochs }) };
  const runDir = await makeRunFolder(io.cwd, 'demo.ts', io.now());
  const run = await runJob(
    'train',
    { file, data, runDir, settings, maxSteps, device: 'cpu' },
    io,
    view,
    runDir,
  );
  if (run.state !== 'done') throw new FailureError({ what: trainedText(run).join(' ') });
  for (const line of trainedText(run)) view.note(line);

  view.note(t('3/4  Evaluating on the test split'));
  const evaluation = await runJob(
    'evaluate',
    { runDir, split: 'test', checkpoint: 'best', device: 'cpu' },
    io,
    view,
  );

  view.note(t('4/4  Writing the report'));
  const report = join(io.cwd, 'demo-report.html');
  const metrics = await readMetrics(runDir);
  for (const text of lostLines(metrics.damaged, runFiles.metrics))
    view.event({ type: 'log', level: 'warning', text });
  await writeFileAtomic(report, await makeReport(run, metrics.lines, data, evaluation));
  const seconds = (io.now().getTime() - start) / 1000;
  const shown = relative(io.cwd, report);
  view.result(
    { kind: 'demo', report, runDir, seconds, run, evaluation: { ...evaluation, predictions: undefined } },
    `\n${evaluationText(evaluation)}\n\n${t('Report: {0}  (everything took {1})', shown, duration(seconds))}`,
  );
}

async function makeReport(
  run: RunRecord,
  metrics: readonly MetricLine[],
  data: string,
  evaluation: Evaluation,
): Promise<string> {
  const withPicture = async (prediction: Prediction): Promise<Sample> => ({
    prediction,
    png: await readFile(join(data, evaluation.provenance.split, prediction.file), 'base64'),
  });
  return reportHtml({
    run,
    metrics,
    evaluation,
    mistakes: await Promise.all(confidentMistakes(evaluation.predictions, pictures).map(withPicture)),
    right: await Promise.all(rightOnes(evaluation.predictions, pictures).map(withPicture)),
  });
}
