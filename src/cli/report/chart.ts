import { escapeHtml } from './html';
import { ticks } from '../../evaluate/ticks';

export interface Series {
  name: string;
  /** CSS class; also how the line is drawn (`styles.ts`). */
  kind: 'train' | 'val';
  points: readonly { x: number; y: number }[];
  /** The values before smoothing, drawn faintly behind. */
  raw?: readonly { x: number; y: number }[];
}

export interface Chart {
  title: string;
  xLabel: string;
  series: readonly Series[];
  /** Limits of the vertical axis; those left out follow the data. */
  low?: number;
  high?: number;
  format: (value: number) => string;
}

const size = { width: 560, height: 320 };
const margin = { left: 54, right: 16, top: 34, bottom: 44 };
const plot = {
  width: size.width - margin.left - margin.right,
  height: size.height - margin.top - margin.bottom,
};
/** One extreme value at the start must not flatten the rest: the axis ends at this share of the raw values. */
const shownShare = 0.99;

/** A line chart as inline SVG, coloured by the page's CSS. */
export function chartSvg(chart: Chart): string {
  const smooth = chart.series.flatMap(({ points }) => points);
  const raw = chart.series.flatMap((series) => series.raw ?? []);
  const rawY = raw.map(({ y }) => y).sort((a, b) => a - b);
  const highest = Math.max(
    ...smooth.map(({ y }) => y),
    rawY[Math.floor((rawY.length - 1) * shownShare)] ?? 0,
  );
  const lowest = Math.min(...smooth.map(({ y }) => y), rawY[0] ?? Infinity);
  const yTicks = ticks(chart.low ?? lowest, chart.high ?? highest, 5);
  const xTicks = ticks(0, Math.max(1, ...smooth.map(({ x }) => x), ...raw.map(({ x }) => x)), 6);
  const [yLow, yHigh] = [yTicks[0] ?? 0, yTicks[yTicks.length - 1] ?? 1];
  const xHigh = Math.max(1, ...smooth.map(({ x }) => x), ...raw.map(({ x }) => x));
  const xAt = (x: number) => margin.left + (x / xHigh) * plot.width;
  const yAt = (y: number) =>
    margin.top + (1 - (Math.min(yHigh, Math.max(yLow, y)) - yLow) / (yHigh - yLow)) * plot.height;
  const path = (points: Series['points']) =>
    points.map(({ x, y }, i) => `${i ? 'L' : 'M'}${xAt(x).toFixed(1)} ${yAt(y).toFixed(1)}`).join('');

  const grid = yTicks.map(
    (y) =>
      `<line class="grid" x1="${margin.left}" x2="${margin.left + plot.width}" y1="${yAt(y)}" y2="${yAt(y)}"/>` +
      `<text class="tick" x="${margin.left - 8}" y="${yAt(y) + 4}" text-anchor="end">${escapeHtml(chart.format(y))}</text>`,
  );
  const axis = xTicks
    .filter((x) => x <= xHigh)
    .map(
      (x) =>
        `<line class="axis" x1="${xAt(x)}" x2="${xAt(x)}" y1="${margin.top + plot.height}" y2="${margin.top + plot.height + 5}"/>` +
        `<text class="tick" x="${xAt(x)}" y="${margin.top + plot.height + 19}" text-anchor="middle">${x}</text>`,
    );
  const lines = chart.series.map(
    ({ kind, points, raw: behind }) =>
      (behind ? `<path class="raw ${kind}" d="${path(behind)}"/>` : '') +
      `<path class="line ${kind}" d="${path(points)}"/>` +
      (kind === 'val'
        ? points
            .map(({ x, y }) => `<circle class="dot ${kind}" cx="${xAt(x)}" cy="${yAt(y)}" r="3.5"/>`)
            .join('')
        : ''),
  );
  const legend = chart.series.map(({ kind, name }, index) => {
    const x = margin.left + plot.width - (chart.series.length - index) * 104;
    return (
      `<line class="line ${kind}" x1="${x}" x2="${x + 24}" y1="16" y2="16"/>` +
      (kind === 'val' ? `<circle class="dot ${kind}" cx="${x + 12}" cy="16" r="3.5"/>` : '') +
      `<text class="legend" x="${x + 30}" y="20">${escapeHtml(name)}</text>`
    );
  });
  const bottom = margin.top + plot.height;
  return `<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${escapeHtml(describe(chart))}">
<text class="title" x="${margin.left}" y="20">${escapeHtml(chart.title)}</text>
${legend.join('')}
${grid.join('')}
<line class="axis" x1="${margin.left}" x2="${margin.left + plot.width}" y1="${bottom}" y2="${bottom}"/>
${axis.join('')}
<text class="tick" x="${margin.left + plot.width / 2}" y="${size.height - 6}" text-anchor="middle">${escapeHtml(chart.xLabel)}</text>
${lines.join('\n')}
</svg>`;
}

/** The chart in a sentence, for those who do not see it. */
function describe({ title, series, format }: Chart): string {
  const ends = series.map(({ name, points }) => {
    const [first, last] = [points[0], points[points.length - 1]];
    return first && last ? `${name} ${format(first.y)} → ${format(last.y)}` : name;
  });
  return `${title}: ${ends.join(', ')}`;
}
