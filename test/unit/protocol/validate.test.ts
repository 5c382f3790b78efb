import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { beforeAll, describe, expect, it } from 'vitest';
import { faultLines, validate } from '../../../src/protocol/validate';

const root = join(import.meta.dirname, '../../..');

/** Every schema that a module of the project exports, with all that it is made of. */
async function schemasOfProject(): Promise<Map<z.core.$ZodType, string>> {
  const found = new Map<z.core.$ZodType, string>();
  for (const room of ['course', 'protocol', 'panels', 'augment'])
    for (const file of readdirSync(join(root, 'src', room), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      const module = (await import(join(root, 'src', room, file))) as Record<string, unknown>;
      for (const [name, value] of Object.entries(module)) collect(value, `${room}/${file} ${name}`, found);
    }
  return found;
}

function collect(value: unknown, name: string, found: Map<z.core.$ZodType, string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof z.core.$ZodType) {
    if (found.has(value)) return;
    found.set(value, name);
    const parts: unknown[] = Object.values(value._zod.def);
    const lazy = value instanceof z.ZodLazy ? [value.unwrap()] : [];
    for (const part of [...parts, ...lazy]) collect(part, name, found);
    return;
  }
  if (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)
    for (const part of Object.values(value)) collect(part, name, found);
}

const nasty: readonly unknown[] = [
  undefined, null, '', 'x', 'x'.repeat(5000), -1, 0, 0.5, 1e9, 1e300, Number.NaN, Infinity, true, 10n,
  Symbol('s'), () => 1, [], [1], ['x', {}], {}, { name: 'x' }, { kind: 'x' }, { type: 'x', unknown: 1 }, new Date(0),
]; // prettier-ignore

const ofZod = /Invalid|: expected|received |Unrecognized|Too (big|small)|object Object/;

describe('a value that a schema refuses', () => {
  let schemas: Map<z.core.$ZodType, string>;
  beforeAll(async () => {
    schemas = await schemasOfProject();
  });

  it('is told in words, whatever the schema and the value', () => {
    expect(schemas.size).toBeGreaterThan(300);
    for (const [schema, name] of schemas)
      for (const value of nasty) {
        const read = validate(schema as z.ZodType, value);
        if (read.ok) continue;
        expect(faultLines(read.faults), name).not.toMatch(ofZod);
        expect(faultLines(read.faults), name).not.toBe('');
      }
  });

  const learning = z.strictObject({ rate: z.number().positive().lt(1000) });
  it.each<[unknown, z.ZodType, string]>([
    [
      { rate: 5000 },
      learning,
      'rate: 5,000 was given; a number greater than 0 and less than 1,000 is allowed.',
    ],
    [
      { rate: '0.1' },
      learning,
      'rate: "0.1" was given; a number greater than 0 and less than 1,000 is allowed.',
    ],
    [{}, learning, 'rate: It is missing; a number greater than 0 and less than 1,000 is needed.'],
    [{ rate: 1, rat: 2 }, learning, '"rat" is not known here. These are: rate.'],
    [0, z.int().min(1).max(10_000), '0 was given; a whole number from 1 to 10,000 is allowed.'],
    [0.5, z.int().min(1).max(10_000), '0.5 was given; a whole number from 1 to 10,000 is allowed.'],
    [Number.NaN, z.number(), 'NaN was given; a number is allowed.'],
    [1, z.number().min(0).lt(1), '1 was given; a number of 0 or more, less than 1 is allowed.'],
    [7, z.number().multipleOf(2), '7 was given; a multiple of 2 is allowed.'],
    ['', z.string().min(1), '"" was given; a text that is not empty is allowed.'],
    ['xy', z.string().max(1), '"xy" was given; a text of 1 characters or fewer is allowed.'],
    [[], z.array(z.string()).min(2), 'a list was given; a list of 2 entries or more is allowed.'],
    ['c', z.enum(['a', 'b']), '"c" was given; "a" or "b" is allowed.'],
    [1, z.union([z.string(), z.boolean()]), '1 was given; a text or true or false is allowed.'],
    [
      { rate: 'x' },
      z.union([z.string(), learning]),
      'rate: "x" was given; a number greater than 0 and less than 1,000 is allowed.',
    ],
    [
      1,
      z.custom((value) => value === 2, { params: { allowed: () => 'a two' } }),
      '1 was given; a two is allowed.',
    ],
  ])('%j: %#', (value, schema, text) => {
    const read = validate(schema, value);
    expect(read.ok ? 'allowed' : faultLines(read.faults)).toBe(text);
  });
});
