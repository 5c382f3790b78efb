import { blend } from './geometry';

/** The cavity that holds the liver, and what is the patient's own about the liver's shape. */
export interface LiverShape {
  /** Half axes and middle of the abdominal cavity. */
  cavity: { halfWidth: number; halfDepth: number; middle: number };
  /** Where the liver begins and where its dome ends. */
  liverBottom: number;
  liverTop: number;
  /** Size of the left lobe, 1 is typical. */
  leftLobe: number;
}

/** Height of the diaphragm over a place: two domes, the right one higher. */
export function diaphragm(patient: Pick<LiverShape, 'cavity' | 'liverTop'>, x: number, y: number): number {
  const { halfWidth, halfDepth, middle } = patient.cavity;
  const dy = (y - middle + 0.2 * halfDepth) / (0.95 * halfDepth);
  const right = (x + 0.45 * halfWidth) / (0.64 * halfWidth);
  const left = (x - 0.45 * halfWidth) / (0.64 * halfWidth);
  const depth = 0.27;
  return patient.liverTop - depth * dy * dy - Math.min(depth * right * right, 0.035 + depth * left * left);
}

function smoothMax(a: number, b: number, width: number): number {
  const overlap = Math.max(width - Math.abs(a - b), 0) / width;
  return Math.max(a, b) + (overlap * overlap * width) / 4;
}

/** The tip of the liver below this share of its height is lost between two slices. */
const leastHeight = 0.04;

/**
 * The liver at height `u` as a function that is positive inside, 0 at the border and about 1 deep inside:
 * a right lobe that grows from its tip, a left lobe in front, the hollow at the hilum cut out.
 */
export function liverAt(patient: LiverShape, u: number): (x: number, y: number) => number {
  const { cavity, liverBottom, liverTop, leftLobe } = patient;
  const t = (u - liverBottom) / (liverTop - liverBottom);
  if (t <= leastHeight || t >= 1.05) return () => -1;
  const grown = Math.min(t / 0.42, 1);
  const tip = Math.sqrt(1 - (1 - grown) * (1 - grown));
  const right = {
    x: blend(-0.72, -0.5, t * 1.9),
    y: blend(0.16, 0.02, t * 1.9),
    rx: blend(0.24, 0.5, t * 2) * tip,
    ry: blend(0.5, 0.84, t * 1.8) * tip,
  };
  const leftGrown = Math.min(Math.max((t - 0.34) / 0.3, 0), 1);
  const leftTip = Math.sqrt(1 - (1 - leftGrown) * (1 - leftGrown)) * leftLobe;
  const left = { x: blend(-0.1, 0.06, leftGrown), y: -0.52, rx: 0.5 * leftTip, ry: 0.34 * leftTip };
  const hollow = { x: 0.16, y: 0.24, rx: 0.5, ry: blend(0.44, 0.3, (t - 0.4) / 0.4) };
  return (px, py) => {
    const x = px / cavity.halfWidth;
    const y = (py - cavity.middle) / cavity.halfDepth;
    const reach = 1 - x * x - y * y;
    if (reach < 0.02) return -1;
    const rx = (x - right.x) / right.rx;
    const ry = (y - right.y) / right.ry;
    let inside = 1 - rx * rx - ry * ry;
    if (leftTip > 0.05) {
      const lx = (x - left.x) / left.rx;
      const ly = (y - left.y + 0.22 * (x - left.x)) / left.ry;
      inside = smoothMax(inside, 1 - lx * lx - ly * ly, 0.35);
    }
    const hx = (x - hollow.x) / hollow.rx;
    const hy = (y - hollow.y) / hollow.ry;
    const outside = (hx * hx + hy * hy - 1) * 0.8;
    return Math.min(-smoothMax(-inside, -outside, 0.2), (reach - 0.02) * 6);
  };
}
