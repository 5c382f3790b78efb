/** Complex numbers: real parts and imaginary parts apart. */
interface Complex {
  re: Float64Array;
  im: Float64Array;
}

/**
 * The discrete Fourier transform in place. Lengths that are powers of two take n log n steps (Cooley and Tukey 1965), others n².
 * @param sign -1 forwards; 1 backwards, not divided by the length
 */
function fourier(line: Complex, sign: -1 | 1): void {
  const n = line.re.length;
  if ((n & (n - 1)) === 0) butterflies(line, sign);
  else sums(line, sign);
}

function butterflies({ re, im }: Complex, sign: -1 | 1): void {
  const n = re.length;
  const [cos, sin] = unitRoots(n);
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const [a, b] = [re[i], im[i]];
      re[i] = re[j];
      im[i] = im[j];
      re[j] = a;
      im[j] = b;
    }
  }
  for (let half = 1; half < n; half *= 2) {
    const turn = n / (2 * half);
    for (let start = 0; start < n; start += 2 * half)
      for (let k = 0; k < half; k++) {
        const [low, high] = [start + k, start + k + half];
        const c = cos[k * turn];
        const s = sign * sin[k * turn];
        const a = re[high] * c - im[high] * s;
        const b = re[high] * s + im[high] * c;
        re[high] = re[low] - a;
        im[high] = im[low] - b;
        re[low] += a;
        im[low] += b;
      }
  }
}

function sums({ re, im }: Complex, sign: -1 | 1): void {
  const n = re.length;
  const [cos, sin] = unitRoots(n);
  const [oldRe, oldIm] = [re.slice(), im.slice()];
  for (let k = 0; k < n; k++) {
    let [a, b, turn] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const c = cos[turn];
      const s = sign * sin[turn];
      a += oldRe[i] * c - oldIm[i] * s;
      b += oldRe[i] * s + oldIm[i] * c;
      turn = (turn + k) % n;
    }
    re[k] = a;
    im[k] = b;
  }
}

const roots = new Map<number, [cos: Float64Array, sin: Float64Array]>();

/** Cosine and sine of k n-ths of a full turn. */
function unitRoots(n: number): [cos: Float64Array, sin: Float64Array] {
  const known = roots.get(n);
  if (known) return known;
  const sampled = (wave: (angle: number) => number) =>
    Float64Array.from({ length: n }, (_, k) => wave((2 * Math.PI * k) / n));
  const made: [Float64Array, Float64Array] = [sampled(Math.cos), sampled(Math.sin)];
  roots.set(n, made);
  return made;
}

/** The transform along both sides of a plane, [height, width], in place. */
export function fourier2d(plane: Complex, height: number, width: number, sign: -1 | 1): void {
  for (let y = 0; y < height; y++) {
    const row = (values: Float64Array) => values.subarray(y * width, (y + 1) * width);
    fourier({ re: row(plane.re), im: row(plane.im) }, sign);
  }
  const column = { re: new Float64Array(height), im: new Float64Array(height) };
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      column.re[y] = plane.re[y * width + x];
      column.im[y] = plane.im[y * width + x];
    }
    fourier(column, sign);
    for (let y = 0; y < height; y++) {
      plane.re[y * width + x] = column.re[y];
      plane.im[y * width + x] = column.im[y];
    }
  }
}
