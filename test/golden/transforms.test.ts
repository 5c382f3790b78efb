import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { F, type Picture } from '../../src/augment';

interface Encoded {
  kind: 'float' | 'uint8';
  shape: [channels: number, height: number, width: number];
  /** Base64. */
  data: string;
}

interface Case {
  name: string;
  input: string;
  args: unknown[];
  exact: boolean;
  /** Pixels that rounding errors of torchvision decide. */
  undecided: number[];
  outputs: Encoded[];
}

const file = path.join(import.meta.dirname, 'transforms.json.gz');
const golden = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
  inputs: Record<string, Encoded>;
  cases: Case[];
};

function decode({ kind, shape: [channels, height, width], data }: Encoded): Picture {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return { data: kind === 'float' ? new Float32Array(bytes.buffer) : bytes, channels, height, width };
}

function largestDifference(a: Picture, b: Picture): number {
  return [...a.data].reduce((largest, value, i) => {
    if (Object.is(value, b.data[i])) return largest;
    const difference = Math.abs(value - b.data[i]);
    return Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
  }, 0);
}

const functions = F as unknown as Record<string, (image: Picture, ...args: unknown[]) => Picture | Picture[]>;
const names = [...new Set(golden.cases.map(({ name }) => name))];

describe.each(names)('%s', (name) => {
  const cases = golden.cases.filter((one) => one.name === name);
  it.each(cases.map((one) => [`${one.input} ${JSON.stringify(one.args)}`, one] as const))(
    'is as in torchvision: %s',
    (_, { input, args, exact, outputs, undecided }) => {
      const image = decode(golden.inputs[input]);
      const given = image.data.slice();
      const results = [functions[name](image, ...args)].flat();
      expect(image.data).toEqual(given);
      expect(results.length).toBe(outputs.length);
      for (const [i, result] of results.entries()) {
        const expected = decode(outputs[i]);
        for (const at of undecided) expected.data[at] = result.data[at];
        expect({ ...result, data: result.data.constructor }).toEqual({
          ...expected,
          data: expected.data.constructor,
        });
        if (exact) expect(result.data).toEqual(expected.data);
        else
          expect(largestDifference(result, expected)).toBeLessThanOrEqual(
            outputs[i].kind === 'float' ? 1e-5 : 1,
          );
      }
    },
  );
});
