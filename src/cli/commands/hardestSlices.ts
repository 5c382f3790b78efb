import { classText } from '../../course/classes';
import { hardestSlices, type SliceLoss } from '../../evaluate/hardest';
import { FailureError } from '../../protocol/failure';
import type { Evaluation } from '../../protocol/evaluation';
import { readEvaluations } from '../../runs';
import { loss, percent, t } from '../../words';
import { table } from '../table';

export interface HardestSlices {
  split: Evaluation['provenance']['split'];
  checkpoint: Evaluation['provenance']['checkpoint'];
  slices: SliceLoss[];
}

/**
 * The slices of a run that it does worst on: of its training split where that was evaluated, else of its latest evaluation.
 * @throws FailureError when it was not evaluated
 */
export async function hardestOf(
  runDir: string,
  run: string,
  count: number,
): Promise<[HardestSlices, string]> {
  const { evaluations } = await readEvaluations(runDir);
  const evaluation = evaluations.find(({ provenance }) => provenance.split === 'train') ?? evaluations[0];
  if (!evaluation)
    throw new FailureError({
      what: t('The losses of single slices are not known yet.'),
      why: t('They come from an evaluation, and there is none of this run.'),
      next: t('First measure the slices: {0}', `lits evaluate ${run} --split train`), // no text: a command
    });
  const { split, checkpoint } = evaluation.provenance;
  const slices = hardestSlices(evaluation.predictions, count);
  return [{ split, checkpoint, slices }, hardestText(evaluation, slices)];
}

function hardestText({ provenance, classNames }: Evaluation, slices: readonly SliceLoss[]): string {
  const names = classNames.map(classText);
  const head = [t('loss'), t('slice'), t('truth'), t('prediction')];
  const rows = slices.map(({ loss: own, prediction: { file, label, probabilities } }) => {
    const predicted = probabilities.indexOf(Math.max(...probabilities));
    return [
      loss(own),
      file,
      names[label] ?? '',
      `${names[predicted] ?? ''} ${percent(probabilities[predicted] ?? NaN)}`,
    ];
  });
  return [
    t('Slices with the highest loss ({0}, {1}):', provenance.split, provenance.checkpoint),
    table([head, ...rows]),
  ].join('\n');
}
