import { svg, type SVGTemplateResult } from 'lit';
import { percent } from '../../src/words';

/** A plot of the unit square, in units of the picture. */
const frame = { width: 420, height: 340, left: 52, right: 24, top: 10, bottom: 44 };

/** Places of 0..1 along the axes. */
export const x = (value: number): number =>
  round(frame.left + value * (frame.width - frame.left - frame.right));
export const y = (value: number): number =>
  round(frame.height - frame.bottom - value * (frame.height - frame.top - frame.bottom));

const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

export interface PlotFrame {
  /** What a screen reader says of the picture. */
  label: string;
  xTitle: string;
  yTitle: string;
  content: SVGTemplateResult | readonly SVGTemplateResult[];
}

/** Both axes from 0 to 100 % with their grid, and what is drawn in it. */
export function plotFrame({ label, xTitle, yTitle, content }: PlotFrame): SVGTemplateResult {
  const tick = (value: number) => percent(value).replace(/[.,]0/, '');
  return svg`<svg
    class="plot"
    viewBox="0 0 ${frame.width} ${frame.height}"
    role="img"
    aria-label=${label}
  >
    ${ticks.map(
      (value) => svg`
        <line class="grid" x1=${x(value)} x2=${x(value)} y1=${y(0)} y2=${y(1)}></line>
        <line class="grid" x1=${x(0)} x2=${x(1)} y1=${y(value)} y2=${y(value)}></line>
        <text class="tick" x=${x(value)} y=${y(0) + 16} text-anchor="middle">${tick(value)}</text>
        <text class="tick" x=${x(0) - 6} y=${y(value) + 4} text-anchor="end">${tick(value)}</text>`,
    )}
    <text class="axis" x=${x(0.5)} y=${frame.height - 8} text-anchor="middle">${xTitle}</text>
    <text
      class="axis"
      text-anchor="middle"
      transform="translate(12 ${y(0.5)}) rotate(-90)"
    >${yTitle}</text>
    ${content}
  </svg>`;
}
