import { imageSide } from '../../course/classes';

/**
 * Places are in millimetres from the middle of the body: x to the image's right (the patient's left), y to the
 * back. Height `u` runs from 0 (lower abdomen) to 1 (chest). Radii in the plane are in millimetres, along the
 * body in units of `u`.
 */
export interface Ellipsoid {
  x: number;
  y: number;
  u: number;
  rx: number;
  ry: number;
  ru: number;
  /** Rotation in the plane in radians, clockwise on the screen. */
  tilt: number;
}

/** A straight round tube: a piece of a vessel or of bowel. */
export interface Tube {
  from: Point;
  to: Point;
  radius: number;
}

export interface Point {
  x: number;
  y: number;
  u: number;
}

/** An ellipse in the plane of a slice. */
export interface Ellipse {
  x: number;
  y: number;
  rx: number;
  ry: number;
  tilt: number;
}

/** Cut of an ellipsoid at height `u`, or undefined where it does not reach. */
export function section(organ: Ellipsoid, u: number): Ellipse | undefined {
  const offset = (u - organ.u) / organ.ru;
  if (Math.abs(offset) >= 1) return undefined;
  const scale = Math.sqrt(1 - offset * offset);
  return { ...organ, rx: organ.rx * scale, ry: organ.ry * scale };
}

/** Whether a point lies in an ellipsoid grown by `margin` millimetres in the plane. */
export function contains(organ: Ellipsoid, { x, y, u }: Point, margin: number): boolean {
  const cut = section(organ, u);
  if (!cut) return false;
  const [cos, sin] = [Math.cos(cut.tilt), Math.sin(cut.tilt)];
  const along = ((x - cut.x) * cos + (y - cut.y) * sin) / (cut.rx + margin);
  const across = ((y - cut.y) * cos - (x - cut.x) * sin) / (cut.ry + margin);
  return along * along + across * across < 1;
}

export const pixelCount = imageSide * imageSide;

/** Value between `a` (t <= 0) and `b` (t >= 1). */
export function blend(a: number, b: number, t: number): number {
  const clamped = t < 0 ? 0 : t > 1 ? 1 : t;
  return a + (b - a) * clamped;
}

/** What occupies a pixel; a higher organ is not painted over by a lower one. */
export const tissue = { none: 0, wall: 1, lung: 2, organ: 3, liver: 4 } as const;

/** How the scanner lies about the patient: which millimetre a pixel shows. */
export interface View {
  /** Millimetres a pixel. */
  spacing: number;
  rotation: number;
  shiftX: number;
  shiftY: number;
}

/**
 * The slice being painted. `x`, `y` are the anatomical coordinates of every pixel: bent by a smooth random field,
 * so that simple shapes become organic without ever crossing each other.
 */
export class Canvas {
  readonly hounsfield = new Float32Array(pixelCount);
  readonly x = new Float32Array(pixelCount);
  readonly y = new Float32Array(pixelCount);
  readonly tissue = new Uint8Array(pixelCount);
  readonly liver = new Uint8Array(pixelCount);
  readonly lesion = new Uint8Array(pixelCount);

  constructor(readonly view: View) {}

  /** Calls `visit` for the pixels of an ellipse; `r2` is 0 in the middle and 1 at the border. */
  forEachInside(ellipse: Ellipse, visit: (index: number, r2: number) => void, limit = 1): void {
    const { x, y } = this;
    const reach = Math.sqrt(limit) * Math.max(ellipse.rx, ellipse.ry);
    const [left, right, top, bottom] = this.pixelsAround(ellipse.x, ellipse.y, reach);
    const [cos, sin] = [Math.cos(ellipse.tilt), Math.sin(ellipse.tilt)];
    const [ix, iy] = [1 / ellipse.rx, 1 / ellipse.ry];
    for (let row = top; row <= bottom; row++)
      for (let i = row * imageSide + left, end = row * imageSide + right; i <= end; i++) {
        const dx = x[i] - ellipse.x;
        const dy = y[i] - ellipse.y;
        const along = (dx * cos + dy * sin) * ix;
        const across = (dy * cos - dx * sin) * iy;
        const r2 = along * along + across * across;
        if (r2 < limit) visit(i, r2);
      }
  }

  /** Calls `visit` for the pixels of a tube at height `u`; `r2` is 0 on its axis and 1 at its wall. */
  forEachInTube(
    { from, to, radius }: Tube,
    u: number,
    height: number,
    visit: (index: number, r2: number) => void,
  ): void {
    const reachU = radius / height;
    if (u < Math.min(from.u, to.u) - reachU || u > Math.max(from.u, to.u) + reachU) return;
    const { x, y } = this;
    const [ax, ay, az] = [to.x - from.x, to.y - from.y, (to.u - from.u) * height];
    const length2 = ax * ax + ay * ay + az * az || 1;
    const dz = (u - from.u) * height;
    const [middleX, middleY] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
    const reach = radius + Math.sqrt(ax * ax + ay * ay) / 2;
    const [left, right, top, bottom] = this.pixelsAround(middleX, middleY, reach);
    const scale = 1 / (radius * radius);
    for (let row = top; row <= bottom; row++)
      for (let i = row * imageSide + left, end = row * imageSide + right; i <= end; i++) {
        const dx = x[i] - from.x;
        const dy = y[i] - from.y;
        const along = (dx * ax + dy * ay + dz * az) / length2;
        const t = along < 0 ? 0 : along > 1 ? 1 : along;
        const ex = dx - t * ax;
        const ey = dy - t * ay;
        const ez = dz - t * az;
        const r2 = (ex * ex + ey * ey + ez * ez) * scale;
        if (r2 < 1) visit(i, r2);
      }
  }

  /** Columns and rows (first, last) that show everything within `reach` millimetres of an anatomical place. */
  private pixelsAround(x: number, y: number, reach: number): [number, number, number, number] {
    const { spacing, rotation, shiftX, shiftY } = this.view;
    const cos = Math.cos(rotation);
    const sin = Math.sin(rotation);
    // Where the place would be without bending, then twice moved by as much as the pixel found there is off.
    let column = 0;
    let row = 0;
    let bentX = x;
    let bentY = y;
    for (let step = 0; step < 3; step++) {
      column = (bentX * cos - bentY * sin + shiftX) / spacing + imageSide / 2;
      row = (bentX * sin + bentY * cos + shiftY) / spacing + imageSide / 2;
      const found = clampToPicture(Math.round(row)) * imageSide + clampToPicture(Math.round(column));
      bentX += x - this.x[found];
      bentY += y - this.y[found];
    }
    const pixels = (bendSlack * reach + bendMargin) / spacing;
    return [
      clampToPicture(Math.floor(column - pixels)),
      clampToPicture(Math.ceil(column + pixels)),
      clampToPicture(Math.floor(row - pixels)),
      clampToPicture(Math.ceil(row + pixels)),
    ];
  }
}

function clampToPicture(value: number): number {
  return Math.min(Math.max(value, 0), imageSide - 1);
}

/** The random field bends gently: this much, and this many millimetres, more than a shape's reach always holds it. */
const bendSlack = 1.25;
const bendMargin = 4;
