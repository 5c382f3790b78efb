import type { XAxis } from '../../src/panels/comparison';
import type { Curve, Metric } from './curve';
import { columnsOf, envelopeOf, unfit, type Columns, type Envelope } from './envelope';
import { scaleOf, ticksOf, type Range, type Scale } from './scale';
import { spansOf, type Points, type Spans } from './spans';

/** A run as a figure shows it. */
export interface ShownCurve {
  curve: Curve;
  /** A colour of CSS. */
  colour: string;
  name: string;
  /** 0..1: others step back behind one that is pointed at. */
  opacity: number;
}

export interface FigureOptions {
  metric: Metric;
  /** The last is drawn on top. */
  curves: readonly ShownCurve[];
  axis: XAxis;
  /** What to look at; undefined: all. */
  zoom: Range | undefined;
  logarithmic: { x: boolean; y: boolean };
  smoothing: number;
  train: boolean;
  validation: boolean;
  /** Pixels of the whole figure. */
  width: number;
  height: number;
  /** Columns of the screen for each pixel. */
  density: number;
  xTitle: string;
  formatX: (value: number) => string;
  formatY: (value: number) => string;
}

interface Line {
  spans: Spans;
  colour: string;
  opacity: number;
  /** Pixels. */
  width: number;
  dashed: boolean;
}

interface Dot {
  x: number;
  y: number;
  colour: string;
  opacity: number;
}

/** Where something was measured that the axes cannot show. */
interface Mark extends Dot {
  kind: keyof typeof unfit;
}

interface Tick {
  at: number;
  label: string;
}

/** What a painter needs, in pixels of the figure; `spans` are finer by `density`. */
export interface Figure {
  width: number;
  height: number;
  density: number;
  plot: { left: number; top: number; width: number; height: number };
  x: Scale;
  y: Scale;
  xTitle: string;
  xTicks: Tick[];
  yTicks: Tick[];
  lines: Line[];
  dots: Dot[];
  marks: Mark[];
}

const margin = { left: 52, right: 26, top: 8, bottom: 40 };
/** Pixels for each tick. */
const room = { x: 90, y: 40 };
/** With more runs, what was measured at each step would hide everything. */
const mostRaw = 8;
const rawOpacity = 0.3;
/** More dots than these make a line of their own. */
const mostDots = 600;
const markDistance = 6;

/** Where the plot of a figure lies. */
export function plotBox(width: number, height: number): Figure['plot'] {
  return {
    left: margin.left,
    top: margin.top,
    width: Math.max(1, width - margin.left - margin.right),
    height: Math.max(1, height - margin.top - margin.bottom),
  };
}

/** One metric of some runs: all that is drawn, and where. */
export function figureOf(options: FigureOptions): Figure {
  const { width, height, density } = options;
  const plot = plotBox(width, height);
  const x = scaleOf(options.zoom ?? wholeRange(options), options.logarithmic.x);
  const count = Math.max(1, Math.round(plot.width * density));
  const layers = options.curves.flatMap((shown) => layersOf(shown, options, x, count));
  // What is faint lies behind all that is not.
  layers.sort((a, b) => Number(b.kind === 'raw') - Number(a.kind === 'raw'));
  const y = scaleOf(yRange(layers, options), options.logarithmic.y);
  const lines = layers.map(({ points, columns, envelope, style }) => ({
    ...style,
    spans: spansOf(points, columns, envelope, { x, y }, plot.height * density),
  }));
  return {
    width,
    height,
    density,
    plot,
    x,
    y,
    xTitle: options.xTitle,
    xTicks: ticksOf(x, Math.max(2, plot.width / room.x)).map((value) => ({
      at: plot.left + x.at(value) * plot.width,
      label: options.formatX(value),
    })),
    yTicks: ticksOf(y, Math.max(2, plot.height / room.y)).map((value) => ({
      at: plot.top + (1 - y.at(value)) * plot.height,
      label: options.formatY(value),
    })),
    lines,
    dots: dotsOf(
      layers.filter(({ kind }) => kind === 'validation'),
      { x, y },
      plot,
    ),
    marks: layers.flatMap((layer) => marksOf(layer, plot, density)),
  };
}

/** One line of a run. */
interface Layer {
  kind: 'raw' | 'smooth' | 'validation';
  points: Points;
  columns: Columns;
  envelope: Envelope;
  style: Omit<Line, 'spans'>;
}

function layersOf(
  { curve, colour, opacity }: ShownCurve,
  { metric, axis, smoothing, train, validation, curves, logarithmic }: FigureOptions,
  x: Scale,
  count: number,
): Layer[] {
  const floor = logarithmic.y ? 0 : undefined;
  const layer = (
    kind: Layer['kind'],
    points: Points,
    columns: Columns,
    look: Partial<Layer['style']>,
  ): Layer => ({
    kind,
    points,
    columns,
    envelope: envelopeOf(points.values, columns, floor),
    style: { colour, opacity, width: 1.75, dashed: false, ...look },
  });
  const layers: Layer[] = [];
  if (train) {
    const positions = curve.positions(axis);
    const columns = columnsOf(positions, x, count);
    const smooth = curve.smooth(metric, smoothing);
    const values = curve.values(metric);
    if (smooth !== values && curves.length <= mostRaw)
      layers.push(layer('raw', { positions, values }, columns, { width: 1, opacity: opacity * rawOpacity }));
    layers.push(layer('smooth', { positions, values: smooth }, columns, {}));
  }
  if (validation) {
    const points = curve.validation(metric, axis);
    layers.push(
      layer('validation', points, columnsOf(points.positions, x, count), { width: 1.5, dashed: true }),
    );
  }
  return layers;
}

/** From the beginning of the first run to the end of the longest. */
function wholeRange({ curves, axis, logarithmic }: FigureOptions): Range {
  let [min, max] = [Infinity, -Infinity];
  for (const { curve } of curves) {
    const positions = curve.positions(axis);
    if (positions.length === 0) continue;
    min = Math.min(min, logarithmic.x ? (positions.find((value) => value > 0) ?? Infinity) : positions[0]);
    max = Math.max(max, positions[positions.length - 1]);
  }
  if (!Number.isFinite(min)) return logarithmic.x ? { min: 1, max: 10 } : { min: 0, max: 1 };
  return max > min ? { min, max } : { min, max: min + (logarithmic.x ? min : 1) };
}

/** What is in sight of the smoothed curves and validations, with some air; a share goes from 0 to 1. */
function yRange(layers: readonly Layer[], { metric, logarithmic }: FigureOptions): Range {
  if (metric === 'accuracy' && !logarithmic.y) return { min: 0, max: 1 };
  let [min, max] = [Infinity, -Infinity];
  for (const { kind, envelope } of layers) {
    if (kind === 'raw') continue;
    const { low, high } = envelope;
    for (let column = 0; column < low.length; column++) {
      if (low[column] < min) min = low[column];
      if (high[column] > max) max = high[column];
    }
  }
  if (!(min <= max)) return logarithmic.y ? { min: 0.1, max: 1 } : { min: 0, max: 1 };
  if (logarithmic.y) {
    const air = Math.max(1.05, (max / min) ** 0.05);
    return { min: min / air, max: max * air };
  }
  const air = (max - min || Math.abs(max) || 1) * 0.05;
  return { min: min >= 0 ? Math.max(0, min - air) : min - air, max: max + air };
}

function dotsOf(layers: readonly Layer[], { x, y }: { x: Scale; y: Scale }, plot: Figure['plot']): Dot[] {
  const inSight = layers.reduce((sum, { columns: { starts, count } }) => sum + starts[count] - starts[0], 0);
  if (inSight > mostDots) return [];
  const dots: Dot[] = [];
  for (const { points, columns, style } of layers)
    for (let index = columns.starts[0]; index < columns.starts[columns.count]; index++) {
      const place = y.at(points.values[index]);
      if (place < 0 || place > 1 || !Number.isFinite(place)) continue;
      dots.push({
        x: plot.left + x.at(points.positions[index]) * plot.width,
        y: plot.top + (1 - place) * plot.height,
        colour: style.colour,
        opacity: style.opacity,
      });
    }
  return dots;
}

function marksOf({ envelope, style }: Layer, plot: Figure['plot'], density: number): Mark[] {
  if (envelope.marks.every((mark) => mark === 0)) return [];
  const kinds = Object.keys(unfit) as Mark['kind'][];
  return kinds.flatMap((kind) => {
    const marks: Mark[] = [];
    envelope.marks.forEach((mark, column) => {
      const x = plot.left + (column + 0.5) / density;
      if (!(mark & unfit[kind]) || x - (marks.at(-1)?.x ?? -Infinity) < markDistance) return;
      const y = kind === 'notFinite' ? plot.top + 5 : plot.top + plot.height - 5;
      marks.push({ x, y, kind, colour: style.colour, opacity: 1 });
    });
    return marks;
  });
}
