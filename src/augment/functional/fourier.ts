/** Complex numbers: real parts and imaginary parts apart. */
export interface Complex {
  re: Float64Array;
  im: Float64Array;
}

/**
 * The discrete Fourier transform of any length, by its prime factors (Cooley and Tukey 1965).
 * @param sign -1 forwards; 1 backwards, not divided by the length
 */
export function fourier({ re, im }: Complex, sign: -1 | 1): Complex {
  const n = re.length;
  const factor = smallestFactor(n);
  if (n === 1) return { re: re.slice(), im: im.slice() };
  const m = n / factor;
  const parts = Array.from({ length: factor }, (_, offset) => {
    const every = (values: Float64Array) =>
      Float64Array.from({ length: m }, (_value, i) => values[i * factor + offset]);
    return m === 1 ? { re: every(re), im: every(im) } : fourier({ re: every(re), im: every(im) }, sign);
  });
  const result = { re: new Float64Array(n), im: new Float64Array(n) };
  const [cos, sin] = unitRoots(n);
  for (let k = 0; k < n; k++)
    for (let offset = 0; offset < factor; offset++) {
      const part = parts[offset];
      const [a, b] = [part.re[k % m], part.im[k % m]];
      const turn = (k * offset) % n;
      const [c, s] = [cos[turn], sign * sin[turn]];
      result.re[k] += a * c - b * s;
      result.im[k] += a * s + b * c;
    }
  return result;
}

const roots = new Map<number, [cos: Float64Array, sin: Float64Array]>();

/** Cosine and sine of k n-ths of a full turn. */
function unitRoots(n: number): [cos: Float64Array, sin: Float64Array] {
  const known = roots.get(n);
  if (known) return known;
  const of = (wave: (angle: number) => number) =>
    Float64Array.from({ length: n }, (_, k) => wave((2 * Math.PI * k) / n));
  const made: [Float64Array, Float64Array] = [of(Math.cos), of(Math.sin)];
  roots.set(n, made);
  return made;
}

function smallestFactor(n: number): number {
  for (let factor = 2; factor * factor <= n; factor++) if (n % factor === 0) return factor;
  return n;
}

/** The transform along both sides of a plane, [height, width]. */
export function fourier2d(plane: Complex, height: number, width: number, sign: -1 | 1): Complex {
  const result = { re: plane.re.slice(), im: plane.im.slice() };
  const along = (count: number, length: number, at: (line: number, i: number) => number) => {
    const line = { re: new Float64Array(length), im: new Float64Array(length) };
    for (let number = 0; number < count; number++) {
      for (let i = 0; i < length; i++) {
        line.re[i] = result.re[at(number, i)];
        line.im[i] = result.im[at(number, i)];
      }
      const turned = fourier(line, sign);
      for (let i = 0; i < length; i++) {
        result.re[at(number, i)] = turned.re[i];
        result.im[at(number, i)] = turned.im[i];
      }
    }
  };
  along(height, width, (y, x) => y * width + x);
  along(width, height, (x, y) => y * width + x);
  return result;
}
