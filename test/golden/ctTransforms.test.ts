import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Rand2DElastic, RandGibbsNoise, type Picture } from '../../src/augment';
import { Random } from '../../src/augment/random';

interface Golden {
  inputs: Record<string, { height: number; width: number; data: number[] }>;
  cases: {
    name: 'Rand2DElastic' | 'RandGibbsNoise';
    options: ConstructorParameters<typeof Rand2DElastic>[0];
    input: string;
    uniform: number[];
    normal: number[];
    output: number[];
  }[];
}

const file = path.join(import.meta.dirname, 'ctTransforms.json');
const { inputs, cases } = JSON.parse(readFileSync(file, 'utf8')) as Golden;
const classes = { Rand2DElastic, RandGibbsNoise };

/** Draws what MONAI drew. */
class Recorded extends Random {
  private readonly uniforms: number[];
  private readonly offsets: number[];

  constructor(uniform: readonly number[], normal: readonly number[]) {
    super(0);
    [this.uniforms, this.offsets] = [[...uniform], [...normal]];
  }

  override chance(): boolean {
    return true;
  }
  override uniform(): number {
    return this.uniforms.shift() ?? NaN;
  }
  override normals(count: number): Float32Array {
    return Float32Array.from(this.offsets.splice(0, count));
  }
}

it.each(cases.map((one) => [`${one.name} ${JSON.stringify(one.options)} of ${one.input}`, one] as const))(
  'is as in MONAI: %s',
  (_, { name, options, input, uniform, normal, output }) => {
    const { height, width, data } = inputs[input];
    const image: Picture = { data: Float32Array.from(data), height, width, channels: 1 };
    const transform = new classes[name](options);
    const made = transform.apply(image, new Recorded(uniform, normal));
    expect([made.height, made.width]).toEqual([height, width]);
    const differences = output.map((value, i) => Math.abs(value - made.data[i]));
    expect(Math.max(...differences)).toBeLessThan(1 / 255);
  },
);
