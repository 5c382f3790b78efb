import * as vscode from 'vscode';
import { remarksOn } from '../../evaluate/remarks';
import { testRemarks, testUse } from '../../evaluate/testUse';
import { areVolumesKnown } from '../../protocol/dataSet';
import type { Evaluation } from '../../protocol/evaluation';
import type { EvaluationKey } from '../../panels/evaluation';
import { runLog } from '../../runs';
import { UserError } from '../kit/errors';
import type { WorkspaceRuns, StoredRun } from '../runs/workspaceRuns';
import { settingsFor } from '../kit/settings';
import { doVisibleJob } from '../kit/visibleJob';
import { requireRunData } from '../training/movedDataSet';
import type { WorkerProgram } from '../kit/workerProgram';
import type { EvaluationPanels } from './evaluationPanels';
import { remarkText } from '../../evaluate/remarkText';
import { dateTime, percent, t } from '../../words';

interface EvaluateServices {
  runs: WorkspaceRuns;
  evaluations: EvaluationPanels;
  worker: WorkerProgram;
  log: vscode.LogOutputChannel;
}

/**
 * Measures a run on the split and with the weights that the student chooses, then shows what came of it.
 * @throws WorkerError when it cannot be measured
 */
export async function evaluateModel(services: EvaluateServices, run: StoredRun): Promise<void> {
  const which = await pickEvaluation(run);
  if (!which) return;
  await requireRunData(run);
  const { worker, log, runs, evaluations } = services;
  const { device, threads, nodePath } = settingsFor(
    vscode.workspace.getWorkspaceFolder(vscode.Uri.file(run.dir)),
  );
  const evaluation = await doVisibleJob(
    'evaluate',
    { runDir: run.dir, ...which, device, threads },
    {
      title: t('Evaluating "{0}"', run.name),
      worker,
      nodePath,
      logFile: runLog(run.dir),
      cwd: run.folder,
      log,
    },
  );
  await runs.refresh(run.dir, run.folder);
  evaluations.show([{ runDir: run.dir, which }]);
  await tell(evaluation, runs.get(run.dir) ?? run, runs.all());
}

/** One message: the accuracy, where it comes from, and the first thing that the student may overlook. */
async function tell(evaluation: Evaluation, run: StoredRun, all: readonly StoredRun[]): Promise<void> {
  const { provenance, bySlice } = evaluation;
  const { accuracy, balancedAccuracy } = bySlice.figures;
  const text = areVolumesKnown(provenance.doubts)
    ? t(
        '"{0}", {1}: accuracy {2} on {3} slices of {4} volumes, balanced accuracy {5}.',
        run.name,
        nameOf(provenance),
        percent(accuracy),
        provenance.slices,
        provenance.volumes,
        percent(balancedAccuracy),
      )
    : t(
        '"{0}", {1}: accuracy {2} on {3} slices, balanced accuracy {4}.',
        run.name,
        nameOf(provenance),
        percent(accuracy),
        provenance.slices,
        percent(balancedAccuracy),
      );
  const doubts = provenance.split === 'test' ? testRemarks(run, all) : [];
  const [first] = [...doubts, ...remarksOn(evaluation)].map(remarkText);
  if (first === undefined) await vscode.window.showInformationMessage(text);
  else await vscode.window.showWarningMessage(`${text} ${first}`);
}

async function pickEvaluation(run: StoredRun): Promise<EvaluationKey | undefined> {
  const { best, progress } = run.record;
  if (!best && !progress?.step)
    throw new UserError({
      what: t('"{0}" has no weights to evaluate yet.', run.name),
      why: t('Weights are saved at the end of each epoch.'),
      next: t('Let it train for at least one epoch.'),
    });
  const checkpoints = best ? (['best', 'last'] as const) : (['last'] as const);
  const keys = (['val', 'test'] as const).flatMap((split) =>
    checkpoints.map((checkpoint): EvaluationKey => ({ split, checkpoint })),
  );
  const picked = await vscode.window.showQuickPick(
    keys.map((key) => ({
      label: nameOf(key),
      description: key.checkpoint === 'best' && best ? t('epoch {0}', best.epoch) : undefined,
      detail: detailOf(run, key),
      key,
    })),
    {
      title: t('Evaluate "{0}"', run.name),
      placeHolder: t('On which split, with which weights?'),
    },
  );
  return picked?.key;
}

/** "Validation split, best epoch" */
function nameOf({ split, checkpoint }: EvaluationKey): string {
  const splits = {
    train: t('Training split'),
    val: t('Validation split'),
    test: t('Test split'),
  };
  const weights = { best: t('best epoch'), last: t('last weights') };
  return `${splits[split]}, ${weights[checkpoint]}`;
}

/** What was measured before, and what the split is for. */
function detailOf({ evaluations, lost }: StoredRun, { split, checkpoint }: EvaluationKey): string {
  const last = evaluations.findLast((line) => line.split === split && line.checkpoint === checkpoint);
  const before = last && t('Last time {0}: accuracy {1}.', dateTime(last.createdAt), percent(last.accuracy));
  const use = split === 'test' ? testUse(evaluations) : undefined;
  const purpose =
    split !== 'test'
      ? t('For choosing between models.')
      : use
        ? t('For the end, once: this run was measured on it {0} times already.', use.times)
        : t('For the end, once: whoever chooses by the test score has nothing left to test with.');
  return [before, purpose, ...lost].filter((part) => part !== undefined).join(' ');
}
