/**
 * Numbers of the normal distribution by the ziggurat method (Marsaglia and Tsang 2000): its area is covered by 256 layers
 * of equal size, most draws fall inside a layer at once. Whatever must be compared or lies in the tail takes `atEdge`.
 */
const layers = 256;
/** Right end of the lowest layer that is a rectangle. */
const tail = 3.6541528853610088;
/** Area of a layer. */
const area = 4.92867323399e-3;
/** A draw has 24 bits: sign and 23 bits of a fraction. */
const scale = 2 ** 23;

const density = (x: number) => Math.exp(-0.5 * x * x);
/** Right ends of the layers, from the tail to the top, which ends at 0. The tail's end is that of a rectangle of equal area. */
const ends = new Float64Array(layers + 1);
/** Below `inside[i]` a fraction of layer i lies under the curve whatever its height. */
const inside = new Int32Array(layers);
/** What a fraction of layer i is multiplied with. */
const widths = new Float64Array(layers);

ends[0] = area / density(tail);
ends[1] = tail;
for (let i = 2; i < layers; i++)
  ends[i] = Math.sqrt(-2 * Math.log(area / ends[i - 1] + density(ends[i - 1])));
ends[layers] = 0;
for (let i = 0; i < layers; i++) {
  inside[i] = Math.floor((ends[i + 1] / ends[i]) * scale);
  widths[i] = ends[i] / scale;
}

/**
 * Normal numbers of mean 0 and deviation 1.
 * @param word draws 32 random bits; for most of the numbers it only seeds a faster generator
 */
export function normals(count: number, word: () => number): Float32Array {
  const result = new Float32Array(count);
  addNormals(result, 1, word);
  return result;
}

/**
 * Adds normal numbers of mean 0 to values, in place.
 * @param word as for `normals`
 */
export function addNormals(values: Float32Array, deviation: number, word: () => number): void {
  add(values, deviation, Int32Array.from({ length: 4 }, word), word);
}

function add(values: Float32Array, deviation: number, seed: Int32Array, word: () => number): void {
  // sfc32 (Chris Doty-Humphrey, PractRand) in local variables: a call costs more than the numbers. Where they are not declared
  // integers by `| 0` as they are read from an array, V8 makes code that takes two to three times as long.
  let a = seed[0] | 0;
  let b = seed[1] | 0;
  let c = seed[2] | 0;
  let d = seed[3] | 0;
  for (let i = 0; i < values.length; i++) {
    const bits = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + bits) | 0;
    const layer = bits >>> 24;
    const fraction = (bits << 8) >> 8;
    const normal =
      Math.abs(fraction) < inside[layer] ? fraction * widths[layer] : atEdge(layer, fraction, word);
    values[i] += deviation * normal;
  }
}

function atEdge(layer: number, fraction: number, word: () => number): number {
  const uniform = () => ((word() >>> 0) + 0.5) / 2 ** 32;
  for (;;) {
    const x = fraction * widths[layer];
    if (layer === 0) return Math.abs(x) < tail ? x : Math.sign(fraction) * fromTail(uniform);
    const [low, high] = [density(ends[layer]), density(ends[layer + 1])];
    if (low + uniform() * (high - low) < density(x)) return x;
    const bits = word();
    layer = bits >>> 24;
    fraction = (bits << 8) >> 8;
    if (Math.abs(fraction) < inside[layer]) return fraction * widths[layer];
  }
}

function fromTail(uniform: () => number): number {
  for (;;) {
    const x = -Math.log(uniform()) / tail;
    if (-2 * Math.log(uniform()) > x * x) return tail + x;
  }
}
