import { imageSide } from '../../course/classes';
import type { Random } from './random';

/** Weights of the four control points around a place, for a uniform cubic B-spline. */
function splineWeights(t: number): [number, number, number, number] {
  const s = 1 - t;
  return [
    (s * s * s) / 6,
    (3 * t * t * t - 6 * t * t + 4) / 6,
    (3 * s * s * s - 6 * s * s + 4) / 6,
    (t * t * t) / 6,
  ];
}

interface Axis {
  first: Int32Array;
  /** Four weights a sample. */
  weights: Float32Array;
}

function axisOf(samples: number, cells: number): Axis {
  const first = new Int32Array(samples);
  const weights = new Float32Array(4 * samples);
  for (let i = 0; i < samples; i++) {
    const place = ((i + 0.5) / samples) * cells;
    first[i] = Math.floor(place);
    weights.set(splineWeights(place - first[i]), 4 * i);
  }
  return { first, weights };
}

/** Mean square of a cubic B-spline's weights, one axis: what interpolation leaves of the control points' variance. */
const varianceKept = 0.4794;

/**
 * Smooth random field over a volume: a cubic B-spline through random control points, mean 0, deviation about 1.
 * `cells` control points span the picture, `layers` the height of the volume.
 */
export class SmoothField {
  private readonly grid: number;
  private readonly axis: Axis;
  private readonly points: Float32Array;
  private readonly layer: Float32Array;
  private readonly rows: Float32Array;

  constructor(
    random: Random,
    cells: number,
    private readonly layers: number,
  ) {
    this.grid = cells + 4;
    this.axis = axisOf(imageSide, cells);
    this.points = random.fill(new Float32Array(this.grid * this.grid * (layers + 4)));
    const scale = 1 / Math.sqrt(varianceKept ** 3);
    for (let i = 0; i < this.points.length; i++) this.points[i] *= scale;
    this.layer = new Float32Array(this.grid * this.grid);
    this.rows = new Float32Array(this.grid * imageSide);
  }

  /** Writes the field at height `u` (0..1) to `target`, `imageSide` x `imageSide`. */
  sample(u: number, target: Float32Array): void {
    const { grid, axis, points, layer, rows } = this;
    const place = Math.min(Math.max(u, 0), 1) * this.layers;
    const base = Math.floor(place) * grid * grid;
    const [w0, w1, w2, w3] = splineWeights(place - Math.floor(place));
    const size = grid * grid;
    for (let i = 0; i < size; i++) {
      const p = base + i;
      layer[i] =
        w0 * points[p] + w1 * points[p + size] + w2 * points[p + 2 * size] + w3 * points[p + 3 * size];
    }
    const { first, weights } = axis;
    for (let y = 0; y < grid; y++)
      for (let x = 0; x < imageSide; x++) {
        const p = y * grid + first[x];
        const w = 4 * x;
        rows[y * imageSide + x] =
          weights[w] * layer[p] +
          weights[w + 1] * layer[p + 1] +
          weights[w + 2] * layer[p + 2] +
          weights[w + 3] * layer[p + 3];
      }
    for (let y = 0; y < imageSide; y++) {
      const w = 4 * y;
      const [v0, v1, v2, v3] = [weights[w], weights[w + 1], weights[w + 2], weights[w + 3]];
      const p = first[y] * imageSide;
      const out = y * imageSide;
      for (let x = 0; x < imageSide; x++)
        target[out + x] =
          v0 * rows[p + x] +
          v1 * rows[p + imageSide + x] +
          v2 * rows[p + 2 * imageSide + x] +
          v3 * rows[p + 3 * imageSide + x];
    }
  }
}

const tileSide = imageSide + 32;

/**
 * Scanner noise: white noise smoothed as a soft-tissue kernel does, so that its grain is a few pixels wide.
 * One tile serves a whole volume; every slice cuts it at another place.
 */
export class ScannerNoise {
  private readonly tile: Float32Array;

  constructor(random: Random) {
    const white = random.fill(new Float32Array(tileSide * tileSide));
    this.tile = new Float32Array(tileSide * tileSide);
    const centre = 1;
    const edge = 0.55;
    const corner = 0.25;
    const scale = 1 / Math.sqrt(centre ** 2 + 4 * edge ** 2 + 4 * corner ** 2);
    for (let y = 1; y < tileSide - 1; y++)
      for (let x = 1; x < tileSide - 1; x++) {
        const i = y * tileSide + x;
        const [up, down] = [i - tileSide, i + tileSide];
        this.tile[i] =
          scale *
          (centre * white[i] +
            edge * (white[i - 1] + white[i + 1] + white[up] + white[down]) +
            corner * (white[up - 1] + white[up + 1] + white[down - 1] + white[down + 1]));
      }
  }

  /** Adds noise of deviation `amount` to a picture of Hounsfield units. */
  addTo(hounsfield: Float32Array, amount: number, random: Random): void {
    const left = random.integer(1, tileSide - imageSide - 2);
    const top = random.integer(1, tileSide - imageSide - 2);
    const sign = random.chance(0.5) ? amount : -amount;
    for (let y = 0; y < imageSide; y++) {
      const from = (y + top) * tileSide + left;
      const to = y * imageSide;
      for (let x = 0; x < imageSide; x++) hounsfield[to + x] += sign * this.tile[from + x];
    }
  }
}
