import type { RatePoint, RateTest } from '../protocol/rateTest';
import { loss, t } from '../words';

const size = { columns: 60, rows: 12 };
/** Losses far above that of the beginning are cut off: what is to be seen lies below. */
const highestShare = 1.5;

/** From which loss to which a test is drawn, with those of the batches. */
export function shownLosses(points: readonly RatePoint[]): [number, number] {
  const all = points.flatMap(({ loss, smoothed }) => [loss, smoothed]);
  const highest = Math.min(Math.max(...all), highestShare * (points[0]?.smoothed ?? 1));
  return all.length === 0 ? [0, 1] : [Math.min(...all), highest];
}

/** A learning rate range test as a page in Markdown: the suggestion, the curve and where both come from. */
export function rateReport(file: string, { optimizer, points, suggestion, ended }: RateTest): string {
  return [
    `# ${t('Learning rate range test')}`,
    t('{0}, {1}: {2} steps, each with a larger learning rate.', file, optimizer, points.length),
    suggestion === undefined
      ? t(
          '**There is no suggestion:** the loss did not fall at any learning rate. Look at the model and the data first.',
        )
      : t(
          '**Suggestion: {0}.** There the loss falls most steeply; a little less is safer.',
          rateText(suggestion),
        ),
    ...(points.length > 1 ? [['```text', plot(points, suggestion), '```'].join('\n')] : []),
    rateEnd({ ended }),
    rateOrigin(),
    '',
  ].join('\n\n');
}

/** Why a test ended, in a sentence. */
export const rateEnd = ({ ended }: Pick<RateTest, 'ended'>): string =>
  ended === 'diverged'
    ? t('It ended where the loss had grown far above its lowest: larger learning rates are too large.')
    : t('It ended at the largest learning rate.');

/** What was measured, and whose method it is. */
export const rateOrigin = (): string =>
  t(
    'The curve is the smoothed loss of the training batches. Nothing of this training was kept. The test is by L. N. Smith (2017), the suggestion is that of PyTorch Lightning (lr_find).',
  );

/** A learning rate as code has it: 3.2e-4. */
export const rateText = (rate: number): string => rate.toExponential(1);

/** The smoothed loss over the learning rate, on a logarithmic axis, with a line at the suggestion. */
function plot(points: readonly RatePoint[], suggestion: number | undefined): string {
  const [from, to] = [points[0], points[points.length - 1]].map((point) =>
    Math.log(point?.learningRate ?? 1),
  );
  const column = (rate: number) =>
    Math.round(((Math.log(rate) - from) / (to - from || 1)) * (size.columns - 1));
  const lowest = Math.min(...points.map(({ smoothed }) => smoothed));
  const highest = Math.min(
    Math.max(...points.map(({ smoothed }) => smoothed)),
    highestShare * (points[0]?.smoothed ?? 1),
  );
  const row = (value: number) =>
    Math.round((1 - Math.min(1, (value - lowest) / (highest - lowest || 1))) * (size.rows - 1));
  const marked = suggestion === undefined ? -1 : column(suggestion);
  const cells = Array.from({ length: size.rows }, () =>
    Array.from({ length: size.columns }, (_, at): string => (at === marked ? '│' : ' ')),
  );
  for (const { learningRate, smoothed } of points) cells[row(smoothed)][column(learningRate)] = '•';
  const labels = new Map([
    [0, loss(highest)],
    [size.rows - 1, loss(lowest)],
  ]);
  const width = Math.max(...[...labels.values()].map((label) => label.length));
  const lines = cells.map(
    (line, at) => `${(labels.get(at) ?? '').padStart(width)} ┤${line.join('').trimEnd()}`,
  );
  const [first, last] = [points[0], points[points.length - 1]].map((point) =>
    rateText(point?.learningRate ?? 0),
  );
  const axis = `${' '.repeat(width + 1)}└${'─'.repeat(size.columns)}`;
  return [
    ...lines,
    axis,
    `${' '.repeat(width + 2)}${first}${last.padStart(size.columns - first.length)}`,
  ].join('\n');
}
