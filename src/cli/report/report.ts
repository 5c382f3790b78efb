import { classNames } from '../../course/classes';
import { supports } from '../../evaluate/confusion';
import { deviceName } from '../../protocol/devices';
import type { Evaluation } from '../../protocol/evaluation';
import type { EpochLine, MetricLine, Prediction, RunRecord, StepLine } from '../../protocol/run';
import { duration, percent, rate } from '../format';
import { texts } from '../texts';
import { chartSvg } from './chart';
import { escapeHtml, htmlTable } from './html';
import { predictedClass } from './samples';
import { smooth } from './smooth';
import { styles } from './styles';

const words = texts.report;

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
  return `<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${words.title}</title>
<style>${styles}</style>
</head>
<body>
<main>
<p class="eyebrow">LiTS Lab</p>
<h1>${words.heading}</h1>
${slices ? `<p>${escapeHtml(words.intro(slices.train, slices.val, evaluation.provenance.slices))}</p>` : ''}
${tiles(run, evaluation, steps, epochs)}
<h2>${words.curves}</h2>
${curves(steps, epochs)}
<p class="quiet" style="margin-top:12px">${words.curvesNote}</p>
${epochTable(epochs, run)}
<h2>${words.confusion}</h2>
<div class="pair">${confusionTable(evaluation)}${perClassTable(evaluation)}</div>
<h2>${words.mistakes}</h2>
${data.mistakes.length ? gallery(data.mistakes) : `<p>${words.noMistakes}</p>`}
<h2>${words.right}</h2>
${gallery(data.right)}
<h2>${words.facts}</h2>
${facts(run)}
</main>
</body>
</html>
`;
}

function tiles(
  run: RunRecord,
  evaluation: Evaluation,
  steps: readonly StepLine[],
  epochs: readonly EpochLine[],
): string {
  const { figures } = words;
  const { accuracy, majorityBaseline, balancedAccuracy, logLoss } = evaluation.bySlice.figures;
  const seconds = Math.max(0, ...steps.map((line) => line.seconds), ...epochs.map((line) => line.seconds));
  const seen = steps.length * (run.config?.batchSize ?? 0);
  const tile = (name: string, value: string, note: string) =>
    `<div class="card tile"><dt>${escapeHtml(name)}</dt><dd><div class="value">${escapeHtml(value)}</div><div class="quiet">${escapeHtml(note)}</div></dd></div>`;
  return `<dl class="tiles">${[
    tile(figures.accuracy, percent(accuracy), figures.baseline(percent(majorityBaseline))),
    tile(figures.balanced, percent(balancedAccuracy), figures.balancedNote),
    tile(figures.loss, logLoss.toFixed(3), figures.lossNote),
    tile(figures.time, duration(seconds), figures.timeNote(steps.length, rate(seconds ? seen / seconds : 0))),
  ].join('')}</dl>`;
}

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
      xLabel: words.step,
      low: of === 'loss' ? 0 : undefined,
      high,
      format,
      series: [
        { name: words.train, kind: 'train', points: smoothed, raw },
        { name: words.val, kind: 'val', points: val },
      ],
    })}</figure>`;
  };
  return `<div class="charts">${chart(words.lossChart, 'loss', (y) => y.toFixed(1), undefined)}${chart(
    words.accuracyChart,
    'accuracy',
    (y) => `${Math.round(y * 100)} %`,
    1,
  )}</div>`;
}

function epochTable(epochs: readonly EpochLine[], run: RunRecord): string {
  const rows = epochs.map((line) => [
    String(line.epoch),
    String(line.step),
    line.loss.toFixed(4),
    percent(line.accuracy),
    line.valLoss.toFixed(4),
    percent(line.valAccuracy),
  ]);
  const best = run.best ? `<p class="quiet">${words.bestEpoch(run.best.epoch)}</p>` : '';
  return `${best}<details><summary>${words.epochsTable}</summary><div class="card" style="margin-top:12px">${htmlTable(words.epochsColumns, rows)}</div></details>`;
}

function confusionTable({ bySlice: { confusion }, classNames }: Evaluation): string {
  const names = classNames.map(escapeHtml);
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
  return `<div class="card"><div class="scroll"><table class="confusion"><caption>${words.confusionCaption}</caption>
<thead><tr><th>${words.truth} \\ ${words.prediction}</th>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div></div>`;
}

function perClassTable({ bySlice: { confusion, figures }, classNames }: Evaluation): string {
  const support = supports(confusion);
  const rows = figures.classes.map(({ precision, recall, f1 }, index) => [
    escapeHtml(classNames[index] ?? ''),
    percent(precision),
    percent(recall),
    percent(f1),
    String(support[index]),
  ]);
  return `<div class="card">${htmlTable(words.perClassColumns, rows)}</div>`;
}

function gallery(samples: readonly Sample[]): string {
  return `<div class="samples">${samples.map(sampleFigure).join('\n')}</div>`;
}

function sampleFigure({ prediction, png }: Sample): string {
  const nameOf = (label: number) => classNames[label] ?? String(label);
  const predicted = predictedClass(prediction);
  const [truth, answer] = [nameOf(prediction.label), nameOf(predicted)];
  const isRight = predicted === prediction.label;
  const bars = prediction.probabilities.map(
    (probability, label) =>
      `<li${label === prediction.label ? ' class="truth"' : ''}><span>${escapeHtml(nameOf(label))}</span>` +
      `<meter-bar><i style="width:${(probability * 100).toFixed(1)}%"></i></meter-bar><span>${Math.round(probability * 100)} %</span></li>`,
  );
  const verdict = isRight ? `✓ ${answer}` : `✗ ${answer}`;
  const correction = isRight ? '' : `<span>${escapeHtml(`${words.truth}: ${truth}`)}</span>`;
  return `<figure class="card sample"><img alt="${escapeHtml(words.sampleAlt(truth, answer))}" src="data:image/png;base64,${png}">
<figcaption><span class="verdict ${isRight ? 'right' : 'wrong'}">${escapeHtml(verdict)}</span>${correction}<ul class="bars">${bars.join('')}</ul>
<span class="quiet">${escapeHtml(words.sample(prediction.patient, prediction.slice))}</span></figcaption></figure>`;
}

function facts(run: RunRecord): string {
  const { fact } = words;
  const { config } = run;
  const rate = config?.learningRate === undefined ? '' : ` (${config.learningRate})`;
  const rows: [string, string | undefined][] = [
    [
      fact.device,
      run.device &&
        [deviceName(run.device), run.threads && fact.threads(run.threads)].filter(Boolean).join(', '),
    ],
    [
      fact.versions,
      Object.entries(run.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(' · '),
    ],
    [fact.parameters, run.parameters?.toLocaleString('en')],
    [fact.optimizer, config && `${config.optimizer}${rate}`],
    [fact.batch, config && String(config.batchSize)],
    [fact.seed, config && String(config.seed)],
    [fact.dataset, run.dataset?.fingerprint],
    [fact.code, run.codeHash],
    [fact.run, run.id],
    [fact.when, run.createdAt],
  ];
  return `<div class="card"><dl class="facts">${rows
    .filter((row): row is [string, string] => Boolean(row[1]))
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
    .join('')}</dl></div>`;
}
