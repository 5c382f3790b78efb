import type { Histogram } from './histogram';

/** One run of the experiment. */
export interface Panel {
  hasBatchNorm: boolean;
  learningRate: number;
  /** One a step, in nats. */
  losses: readonly number[];
  start: Histogram;
  end: Histogram;
}

const words = {
  en: {
    title: 'The experiment of exercise 3.3',
    with: 'with it',
    without: 'without',
    rate: 'learning rate',
    loss: 'loss',
    values: 'values before the last ReLU',
    spread: 'spread',
    to: 'to',
    number: (value: number, digits: number) => value.toFixed(digits),
  },
  de: {
    title: 'Das Experiment von Übung 3.3',
    with: 'mit ihr',
    without: 'ohne sie',
    rate: 'Lernrate',
    loss: 'Loss',
    values: 'Werte vor dem letzten ReLU',
    spread: 'Streuung',
    to: 'bis',
    number: (value: number, digits: number) => value.toFixed(digits).replace('.', ','),
  },
} as const;

type Words = (typeof words)['en' | 'de'];

const panelWidth = 260;
const lossHeight = 90;
const histogramHeight = 70;
const gap = 40;
const left = 44;
const highestLoss = 2.2;
const ink = '#4a4a4a';
const colours = { with: '#2e7d5b', without: '#b4532a' };

/** Losses and distributions of all runs as SVG: a row for each network, a column for each learning rate. */
export function figure(panels: readonly Panel[], language: 'en' | 'de'): string {
  const own = words[language];
  const rates = [...new Set(panels.map(({ learningRate }) => learningRate))];
  const rowHeight = lossHeight + histogramHeight + 84;
  const width = left + rates.length * (panelWidth + gap);
  const height = 2 * rowHeight + 14;
  const drawn = panels.map((panel) => {
    const x = left + rates.indexOf(panel.learningRate) * (panelWidth + gap);
    const y = (panel.hasBatchNorm ? rowHeight : 0) + 40;
    return drawPanel(panel, x, y, own);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title" font-family="system-ui, sans-serif" font-size="12" fill="${ink}">`,
    `  <title id="title">${own.title}</title>`,
    '  <rect width="100%" height="100%" rx="8" fill="#f3f4f6"/>',
    ...drawn.map((text) => `  ${text}`),
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel(
  { hasBatchNorm, learningRate, losses, start, end }: Panel,
  x: number,
  y: number,
  own: Words,
) {
  const colour = hasBatchNorm ? colours.with : colours.without;
  const name = hasBatchNorm ? own.with : own.without;
  const rate = own.number(learningRate, learningRate < 0.1 ? 2 : learningRate < 1 ? 1 : 0);
  const below = y + lossHeight + 40;
  const spreads = [own.spread, own.number(start.deviation, 2), own.to, own.number(end.deviation, 2)];
  return [
    `<text x="${x}" y="${y - 16}" font-weight="600">${name}, ${own.rate} ${rate}</text>`,
    `<text x="${x}" y="${y - 2}" font-size="11">${own.loss}</text>`,
    frame(x, y, lossHeight),
    `<text x="${x - 4}" y="${y + lossHeight}" text-anchor="end" font-size="10">0</text>`,
    chanceLine(x, y, own),
    `<path d="${lossPath(losses, x, y)}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
    `<text x="${x}" y="${below - 4}" font-size="10">${own.values}</text>`,
    frame(x, below, histogramHeight),
    `<path d="${histogramPath(start, x, below)}" fill="#9aa0a6" fill-opacity="0.45"/>`,
    `<path d="${histogramPath(end, x, below)}" fill="${colour}" fill-opacity="0.45" stroke="${colour}"/>`,
    `<text x="${x + panelWidth}" y="${below - 4}" text-anchor="end" font-size="10">${spreads.join(' ')}</text>`,
    ...[start.low, 0, start.high].map((value, index) => {
      const at = x + (index / 2) * panelWidth;
      return `<text x="${at}" y="${below + histogramHeight + 12}" text-anchor="middle" font-size="10">${value}</text>`;
    }),
  ].join('\n  ');
}

const frame = (x: number, y: number, height: number) =>
  `<rect x="${x}" y="${y}" width="${panelWidth}" height="${height}" fill="#fff" stroke="#c4c7cc"/>`;

/** Where a network stands that gives three classes the same chance. */
function chanceLine(x: number, y: number, own: Words): string {
  const at = round(y + heightOf(Math.log(3)));
  return `<path d="M${x} ${at}h${panelWidth}" stroke="#c4c7cc" stroke-dasharray="3 3"/><text x="${x - 4}" y="${at + 4}" text-anchor="end" font-size="10">${own.number(Math.log(3), 2)}</text>`;
}

const heightOf = (loss: number) => lossHeight * (1 - Math.min(loss, highestLoss) / highestLoss);

/** A loss that is not finite ends the line at the top. */
function lossPath(losses: readonly number[], x: number, y: number): string {
  const shown = losses.map((loss) => (Number.isFinite(loss) ? loss : highestLoss));
  return shown
    .map((loss, step) => {
      const at = x + (step / Math.max(1, shown.length - 1)) * panelWidth;
      return `${step === 0 ? 'M' : 'L'}${round(at)} ${round(y + heightOf(loss))}`;
    })
    .join('');
}

function histogramPath({ shares }: Histogram, x: number, y: number): string {
  const most = Math.max(...shares);
  const step = panelWidth / shares.length;
  const bottom = y + histogramHeight;
  const bars = shares.map(
    (share) => `V${round(bottom - (share / most) * (histogramHeight - 4))}h${round(step)}`,
  );
  return `M${x} ${bottom}${bars.join('')}V${bottom}z`;
}

const round = (value: number) => Math.round(value * 100) / 100;
