import { basename } from 'node:path';
import { classNames, classText } from '../../course/classes';
import { supports } from '../../evaluate/confusion';
import { remarksOn } from '../../evaluate/remarks';
import { remarkText } from '../../evaluate/remarkText';
import { trainedOn } from '../../protocol/devices';
import type { Evaluation } from '../../protocol/evaluation';
import type { EpochLine, MetricLine, Prediction, RunRecord, StepLine } from '../../protocol/run';
import { dateTime, duration, language, loss, number, percent, rough, rounded, t } from '../../words';
import { chartSvg } from './chart';
import { escapeHtml, htmlPage, htmlTable } from './html';
import { predictedClass } from './samples';
import { smooth } from '../../evaluate/smoothing';
import { reportStyles } from './styles';

/** A prediction with its picture. */
export interface Sample {
  prediction: Prediction;
  /** PNG, in base64. */
  png: string;
}

export interface ReportData {
  run: RunRecord;
  metrics: readonly MetricLine[];
  evaluation: Evaluation;
  mistakes: readonly Sample[];
  right: readonly Sample[];
}

/** One HTML page without any other file: what a run learned, and how it does on slices it has not seen. */
export function reportHtml(data: ReportData): string {
  const { run, evaluation } = data;
  const slices = run.dataset?.slices;
  const epochs = data.metrics.filter((line): line is EpochLine => line.kind === 'epoch');
  const steps = data.metrics.filter((line): line is StepLine => line.kind === 'step');
  const main = `<h1>${t('A small CNN learns to see the liver')}</h1>
${slices ? `<p>${introText(slices, evaluation.provenance.slices)}</p>` : ''}
${tiles(run, evaluation, steps, epochs)}
${remarkList(evaluation)}
<h2>${t('How it learned')}</h2>
${curves(steps, epochs)}
<p class="quiet" style="margin-top:12px">${t('Faint: every step, as it happened. Solid: the same, smoothed (exponential mean, debiased). Dashed with dots: all validation slices, after each epoch.')}</p>
${epochTable(epochs, run)}
<h2>${t('Where it is right, and what it confuses')}</h2>
<div class="pair">${confusionTable(evaluation)}${perClassTable(evaluation)}</div>
<h2>${t('Its most confident mistakes')}</h2>
${data.mistakes.length ? gallery(data.mistakes) : `<p>${t('It made none on this split.')}</p>`}
<h2>${t('Some it got right')}</h2>
${gallery(data.right)}
<h2>${t('How these numbers came about')}</h2>
${facts(run)}`;
  return htmlPage({
    language: language(),
    title: t('LiTS Lab: demo report'),
    styles: reportStyles,
    hasPictures: true,
    main,
  });
}

function introText(trained: { train: number; val: number }, tested: number): string {
  return escapeHtml(
    t(
      'Trained on {0} slices of a synthetic CT phantom, watched on {1}, measured on {2} slices of patients it has never seen. Every slice is one of three classes: no liver, liver, or liver with a lesion.',
      trained.train,
      trained.val,
      tested,
    ),
  );
}

function tiles(
  run: RunRecord,
  evaluation: Evaluation,
  steps: readonly StepLine[],
  epochs: readonly EpochLine[],
): string {
  const { accuracy, majorityBaseline, balancedAccuracy, logLoss } = evaluation.bySlice.figures;
  const seconds = Math.max(0, ...steps.map((line) => line.seconds), ...epochs.map((line) => line.seconds));
  const seen = steps.length * (run.config?.batchSize ?? 0);
  const tile = (name: string, value: string, note: string) =>
    `<div class="card tile"><dt>${escapeHtml(name)}</dt><dd><div class="value">${escapeHtml(value)}</div><div class="quiet">${escapeHtml(note)}</div></dd></div>`;
  return `<dl class="tiles">${[
    tile(
      t('Test accuracy'),
      percent(accuracy),
      t('always answering the most frequent class: {0}', percent(majorityBaseline)),
    ),
    tile(
      t('Balanced accuracy'),
      percent(balancedAccuracy),
      t('mean recall of the classes; a guess has {0}', percent(1 / classNames.length)),
    ),
    tile(
      t('Test loss'),
      loss(logLoss),
      t('mean cross-entropy; a uniform guess has {0}', loss(Math.log(classNames.length))),
    ),
    tile(
      t('Training time'),
      duration(seconds),
      t('{0} steps, {1} slices/s with validation', steps.length, rough(seconds ? seen / seconds : 0)),
    ),
  ].join('')}</dl>`;
}

function remarkList(evaluation: Evaluation): string {
  const remarks = remarksOn(evaluation).map((remark) => `<li>${escapeHtml(remarkText(remark))}</li>`);
  return remarks.length > 0 ? `<ul class="remarks">${remarks.join('\n')}</ul>` : '';
}

const wholePercent = (share: number) => number(share, { style: 'percent', maximumFractionDigits: 0 });

/** Weight of the past such that about a thirtieth of the run shows through. */
function smoothingFor(steps: number): number {
  return 1 - 1 / Math.max(1, steps / 30);
}

function curves(steps: readonly StepLine[], epochs: readonly EpochLine[]): string {
  const weight = smoothingFor(steps.length);
  const chart = (
    title: string,
    of: 'loss' | 'accuracy',
    format: (value: number) => string,
    high: number | undefined,
  ) => {
    const raw = steps.map((line) => ({ x: line.step, y: line[of] }));
    const smoothed = smooth(
      raw.map(({ y }) => y),
      weight,
    ).map((y, index) => ({ x: raw[index]?.x ?? 0, y }));
    const val = epochs.map((line) => ({ x: line.step, y: of === 'loss' ? line.valLoss : line.valAccuracy }));
    return `<figure class="card">${chartSvg({
      title,
      xLabel: t('step'),
      low: of === 'loss' ? 0 : undefined,
      high,
      format,
      series: [
        { name: t('training'), kind: 'train', points: smoothed, raw },
        { name: t('validation'), kind: 'val', points: val },
      ],
    })}</figure>`;
  };
  return `<div class="charts">${chart(t('Loss'), 'loss', rounded, undefined)}${chart(
    t('Accuracy'),
    'accuracy',
    wholePercent,
    1,
  )}</div>`;
}

function epochTable(epochs: readonly EpochLine[], run: RunRecord): string {
  const rows = epochs.map((line) => [
    number(line.epoch),
    number(line.step),
    loss(line.loss, 4),
    percent(line.accuracy),
    loss(line.valLoss, 4),
    percent(line.valAccuracy),
  ]);
  const columns = [t('epoch'), t('steps'), t('loss'), t('accuracy'), t('val loss'), t('val accuracy')];
  const best = run.best
    ? `<p class="quiet">${t('Epoch {0} had the lowest validation loss; its weights are the ones measured below.', run.best.epoch)}</p>`
    : '';
  return `${best}<details><summary>${t('The same as a table')}</summary><div class="card" style="margin-top:12px">${htmlTable(columns, rows)}</div></details>`;
}

function confusionTable({ bySlice: { confusion }, classNames }: Evaluation): string {
  const names = classNames.map((name) => escapeHtml(classText(name)));
  const rows = confusion.map((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    const cells = row.map((count, predicted) => {
      const share = total ? count / total : 0;
      const hit = truth === predicted ? ' class="hit"' : '';
      return `<td${hit} style="background:rgb(var(--cell) / ${(share * 0.42).toFixed(3)})"><b>${count}</b>${percent(share)}</td>`;
    });
    return `<tr><th scope="row">${names[truth]}</th>${cells.join('')}</tr>`;
  });
  const head = names.map((name) => `<th scope="col">${name}</th>`).join('');
  return `<div class="card"><div class="scroll"><table class="confusion"><caption>${t('Rows are the truth, columns the prediction. The share is of the row.')}</caption>
<thead><tr><th>${t('truth')} \\ ${t('predicted')}</th>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div></div>`;
}

function perClassTable({ bySlice: { confusion, figures }, classNames }: Evaluation): string {
  const support = supports(confusion);
  const rows = figures.classes.map(({ precision, recall, f1 }, index) => [
    escapeHtml(classText(classNames[index] ?? '')),
    percent(precision),
    percent(recall),
    percent(f1),
    String(support[index]),
  ]);
  return `<div class="card">${htmlTable([t('class'), t('precision'), t('recall'), 'F1', t('slices')], rows)}</div>`;
}

function gallery(samples: readonly Sample[]): string {
  return `<div class="samples">${samples.map(sampleFigure).join('\n')}</div>`;
}

function sampleFigure({ prediction, png }: Sample): string {
  const nameOf = (label: number) => classText(classNames[label] ?? String(label));
  const predicted = predictedClass(prediction);
  const [truth, answer] = [nameOf(prediction.label), nameOf(predicted)];
  const isRight = predicted === prediction.label;
  const bars = prediction.probabilities.map(
    (probability, label) =>
      `<li${label === prediction.label ? ' class="truth"' : ''}><span>${escapeHtml(nameOf(label))}</span>` +
      `<meter-bar><i style="width:${(probability * 100).toFixed(1)}%"></i></meter-bar><span>${wholePercent(probability)}</span></li>`,
  );
  const verdict = isRight ? `✓ ${answer}` : `✗ ${answer}`;
  const correction = isRight ? '' : `<span>${escapeHtml(t('truth: {0}', truth))}</span>`;
  return `<figure class="card sample"><img alt="${escapeHtml(t('CT slice: truth {0}, predicted {1}', truth, answer))}" src="data:image/png;base64,${png}">
<figcaption><span class="verdict ${isRight ? 'right' : 'wrong'}">${escapeHtml(verdict)}</span>${correction}<ul class="bars">${bars.join('')}</ul>
<span class="quiet">${escapeHtml(t('{0}, slice {1}', prediction.patient, prediction.slice))}</span></figcaption></figure>`;
}

function facts(run: RunRecord): string {
  const { config } = run;
  const rate = config?.learningRate === undefined ? '' : ` (${number(config.learningRate)})`;
  const rows: [string, string | undefined][] = [
    [
      t('device'),
      run.device &&
        [trainedOn(run), run.threads && t('{0} CPU threads', run.threads)].filter(Boolean).join(', '),
    ],
    [
      t('versions'),
      Object.entries(run.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(' · '),
    ],
    [t('parameters'), run.parameters === undefined ? undefined : number(run.parameters)],
    [t('optimizer'), config && `${config.optimizer}${rate}`],
    [t('batch size'), config && String(config.batchSize)],
    [t('seed'), config && String(config.seed)],
    [t('data set'), run.dataset && basename(run.dataset.path)],
    [t('data set (SHA-256)'), run.dataset?.fingerprint],
    [t('code (SHA-256)'), run.codeHash],
    [t('run'), run.id],
    [t('trained'), dateTime(run.createdAt)],
  ];
  return `<div class="card"><dl class="facts">${rows
    .filter((row): row is [string, string] => Boolean(row[1]))
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
    .join('')}</dl></div>`;
}
