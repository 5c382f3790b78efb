import type { Figure } from './figure';
import { markPath } from './paint';
import type { Spans } from './spans';

export interface SvgLook {
  title: string;
  /** Which colour is whose. */
  legend: readonly { name: string; colour: string }[];
  background: string;
  text: string;
  grid: string;
  font: string;
}

const titleHeight = 28;
const legendLine = 18;

/** A figure as an SVG file that needs nothing else, with title and legend. */
export function svgOf(figure: Figure, { title, legend, background, text, grid, font }: SvgLook): string {
  const { width, height, plot, xTicks, yTicks, xTitle, lines, dots, marks } = figure;
  const full = titleHeight + height + legend.length * legendLine + 8;
  const label = (x: number, y: number, anchor: string, value: string) =>
    `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escaped(value)}</text>`;
  const middle = plot.left + plot.width / 2;
  const bottom = plot.top + plot.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${full}" viewBox="0 0 ${width} ${full}" font-family="${escaped(font)}" font-size="12" fill="${text}">`,
    `<rect width="${width}" height="${full}" fill="${background}"/>`,
    `<text x="${plot.left}" y="19" font-size="15" font-weight="600">${escaped(title)}</text>`,
    `<g transform="translate(0 ${titleHeight})">`,
    `<clipPath id="plot"><rect x="${plot.left}" y="${plot.top}" width="${plot.width}" height="${plot.height}"/></clipPath>`,
    ...yTicks.map(
      ({ at, label: value }) =>
        `<path d="M${plot.left} ${round(at)}h${plot.width}" stroke="${grid}"/>${label(plot.left - 6, at + 4, 'end', value)}`,
    ),
    ...xTicks.map(({ at, label: value }) => label(at, bottom + 18, 'middle', value)),
    label(middle, height - 3, 'middle', xTitle),
    '<g fill="none" stroke-linejoin="round" clip-path="url(#plot)">',
    ...lines.map(
      ({ spans, colour, opacity, width: pen, dashed }) =>
        `<path d="${pathOf(spans, figure)}" stroke="${colour}" stroke-opacity="${opacity}" stroke-width="${pen}"${dashed ? ' stroke-dasharray="5 4"' : ''}/>`,
    ),
    '</g>',
    ...dots.map(
      ({ x, y, colour, opacity }) =>
        `<circle cx="${round(x)}" cy="${round(y)}" r="3.5" fill="${colour}" fill-opacity="${opacity}"/>`,
    ),
    ...marks.map(
      ({ x, y, colour, kind }) =>
        `<path d="${markPath(kind, round(x), round(y))}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
    ),
    ...legend.map(({ name, colour }, index) => {
      const y = height + (index + 0.5) * legendLine;
      return `<rect x="${plot.left}" y="${y - 2}" width="16" height="4" fill="${colour}"/>${label(plot.left + 24, y + 4, 'start', name)}`;
    }),
    '</g>',
    '</svg>',
  ].join('\n');
}

/** Through the highest and lowest point of each column, broken where there is none. */
function pathOf({ top, bottom }: Spans, { plot, density }: Figure): string {
  let path = '';
  let isDrawing = false;
  top.forEach((high, column) => {
    if (Number.isNaN(high)) {
      isDrawing = false;
      return;
    }
    const x = round(plot.left + (column + 0.5) / density);
    const [one, other] = [high, bottom[column]].map((value) => round(plot.top + value / density));
    path += `${isDrawing ? 'L' : 'M'}${x} ${one}${one === other ? '' : `L${x} ${other}`}`;
    isDrawing = true;
  });
  return path;
}

const round = (value: number) => Math.round(value * 100) / 100;

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
