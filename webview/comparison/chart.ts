import type { Figure } from './figure';
import { plotBox } from './figure';
import { Painter } from './paint';
import type { Range } from './scale';

/** A place in the plot: 0..1 from the left, and from the bottom. */
export interface Place {
  x: number;
  y: number;
}

export interface ChartEvents {
  /** The student points at a place, or no longer at any. */
  onPoint: (place: Place | undefined) => void;
  /** The student has drawn a range to look at, 0..1 of what is in sight. */
  onZoom: (range: Range) => void;
  /** The student wants to see all again. */
  onZoomOut: () => void;
  /** It has another size now. */
  onResize: () => void;
}

const height = 260;
/** Pixels that a pointer moves before it draws a range. */
const leastDrag = 4;

/** The frame of one figure on the page: canvas, cursor and the range that is being drawn. */
export class Chart {
  private readonly canvas = document.createElement('canvas');
  private readonly cursor = document.createElement('div');
  private readonly selection = document.createElement('div');
  private readonly painter = new Painter();
  private dragFrom: number | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly events: ChartEvents,
  ) {
    this.cursor.className = 'cursor';
    this.selection.className = 'selection';
    this.cursor.hidden = this.selection.hidden = true;
    root.append(this.canvas, this.cursor, this.selection);
    root.addEventListener('pointerdown', (event) => this.begin(event));
    root.addEventListener('pointermove', (event) => this.move(event));
    root.addEventListener('pointerup', (event) => this.end(event));
    root.addEventListener('pointerleave', () => events.onPoint(undefined));
    root.addEventListener('dblclick', () => events.onZoomOut());
    new ResizeObserver(() => events.onResize()).observe(root);
  }

  /** Pixels, and columns of the screen for each. */
  get size(): { width: number; height: number; density: number } {
    return { width: this.root.clientWidth, height, density: devicePixelRatio };
  }

  draw(figure: Figure): void {
    const { canvas } = this;
    const [width, tall] = [figure.width, figure.height].map((pixels) => Math.round(pixels * figure.density));
    if (canvas.width !== width || canvas.height !== tall) {
      [canvas.width, canvas.height] = [width, tall];
      canvas.style.width = `${figure.width}px`;
      canvas.style.height = `${figure.height}px`;
    }
    const context = canvas.getContext('2d');
    if (!context) throw new Error('There is no canvas to draw on.');
    context.setTransform(figure.density, 0, 0, figure.density, 0, 0);
    this.painter.paint(figure, context);
  }

  /** Puts the cursor on a place along the horizontal axis, 0..1. */
  setCursor(place: number | undefined): void {
    const { left, top, width, height: tall } = this.box;
    this.cursor.hidden = place === undefined || place < 0 || place > 1;
    if (place !== undefined) set(this.cursor, { left: left + place * width, top, height: tall });
  }

  private get box(): Figure['plot'] {
    return plotBox(this.root.clientWidth, height);
  }

  private placeOf(event: PointerEvent): Place {
    const { left, top, width, height: tall } = this.box;
    const frame = this.root.getBoundingClientRect();
    const share = (value: number) => Math.min(1, Math.max(0, value));
    return {
      x: share((event.clientX - frame.left - left) / width),
      y: share(1 - (event.clientY - frame.top - top) / tall),
    };
  }

  private begin(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.dragFrom = this.placeOf(event).x;
    this.root.setPointerCapture(event.pointerId);
  }

  private move(event: PointerEvent): void {
    const place = this.placeOf(event);
    this.events.onPoint(place);
    if (this.dragFrom === undefined) return;
    const { left, top, width, height: tall } = this.box;
    const { min, max } = between(this.dragFrom, place.x);
    this.selection.hidden = (max - min) * width < leastDrag;
    set(this.selection, { left: left + min * width, top, width: (max - min) * width, height: tall });
  }

  private end(event: PointerEvent): void {
    const from = this.dragFrom;
    this.dragFrom = undefined;
    if (from === undefined || this.selection.hidden) return;
    this.selection.hidden = true;
    this.events.onZoom(between(from, this.placeOf(event).x));
  }
}

const between = (a: number, b: number): Range => ({ min: Math.min(a, b), max: Math.max(a, b) });

function set(element: HTMLElement, pixels: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(pixels)) element.style.setProperty(name, `${value}px`);
}
