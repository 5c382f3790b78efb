import { isHighContrast, themeColor } from '../shared/theme';
import type { Figure } from './figure';
import { Raster } from './raster';
import { rgbOf } from './colors';

const fontSize = 12;

/** Paints figures on a canvas; what it needs for it is kept. */
export class Painter {
  private raster = new Raster(1, 1);
  private readonly layer = document.createElement('canvas');

  /** @param context in pixels of the figure */
  paint(figure: Figure, context: CanvasRenderingContext2D): void {
    context.clearRect(0, 0, figure.width, figure.height);
    context.font = `${fontSize}px ${getComputedStyle(document.body).fontFamily}`;
    paintAxes(figure, context);
    this.paintLines(figure, context);
    for (const { x, y, colour, opacity } of figure.dots) {
      context.globalAlpha = opacity;
      context.fillStyle = colour;
      context.beginPath();
      context.arc(x, y, 3.5, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
    context.lineWidth = 1.5;
    for (const { x, y, colour, kind } of figure.marks) {
      context.strokeStyle = colour;
      context.stroke(new Path2D(markPath(kind, x, y)));
    }
  }

  private paintLines({ lines, plot, density }: Figure, context: CanvasRenderingContext2D): void {
    const [width, height] = [Math.round(plot.width * density), Math.round(plot.height * density)];
    if (this.raster.width !== width || this.raster.height !== height) {
      this.raster = new Raster(width, height);
      [this.layer.width, this.layer.height] = [width, height];
    } else this.raster.clear();
    for (const { spans, colour, opacity, width: pen, dashed } of lines)
      this.raster.draw(spans, { colour: rgbOf(colour), opacity, width: pen * density, dashed }, density);
    this.layer.getContext('2d')?.putImageData(new ImageData(this.raster.pixels, width, height), 0, 0);
    context.drawImage(this.layer, plot.left, plot.top, plot.width, plot.height);
  }
}

/** A cross for what is not a number, a triangle that points down for what lies below the axis. */
export function markPath(kind: Figure['marks'][number]['kind'], x: number, y: number): string {
  return kind === 'notFinite'
    ? `M${x - 3} ${y - 3}L${x + 3} ${y + 3}M${x - 3} ${y + 3}L${x + 3} ${y - 3}`
    : `M${x - 3} ${y - 3}L${x + 3} ${y - 3}L${x} ${y + 3}Z`;
}

/** Borders of a theme of high contrast are too loud to be a grid. */
export const gridColor = (): string => (isHighContrast() ? 'transparent' : themeColor('--lits-border'));

export const textColor = (): string => themeColor('--vscode-descriptionForeground', '--vscode-foreground');

function paintAxes(
  { plot, xTicks, yTicks, xTitle, height }: Figure,
  context: CanvasRenderingContext2D,
): void {
  context.fillStyle = textColor();
  context.strokeStyle = gridColor();
  context.lineWidth = 1;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.beginPath();
  for (const { at, label } of yTicks) {
    context.moveTo(plot.left, Math.round(at) + 0.5);
    context.lineTo(plot.left + plot.width, Math.round(at) + 0.5);
    context.fillText(label, plot.left - 6, at);
  }
  context.stroke();
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const { at, label } of xTicks) context.fillText(label, at, plot.top + plot.height + 6);
  context.textBaseline = 'bottom';
  context.fillText(xTitle, plot.left + plot.width / 2, height - 1);
}
