import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020';
import { beforeAll, describe, expect, it } from 'vitest';
import { protocolSchema } from '../../../scripts/protocolDocument';
import { runRecord } from '../runRecord';

const at = (place: string) => fileURLToPath(new URL(`../../../${place}`, import.meta.url));

let written: { $defs: Record<string, object> };
beforeAll(async () => {
  written = JSON.parse(await readFile(at('docs/protocol.schema.json'), 'utf8')) as typeof written;
});

describe('the JSON Schema of the protocol', () => {
  it('is what the code says (npm run protocol)', () => {
    expect(written).toEqual(protocolSchema(at('src/protocol')));
  });

  it('has a name for each of its definitions', () => {
    expect(Object.keys(written.$defs).filter((name) => !/^[A-Z]\w+$/.test(name))).toEqual([]);
  });

  it('can be used by a validator of draft 2020-12', () => {
    const validator = new Ajv2020({ validateFormats: false });
    validator.addSchema(written, 'protocol');
    const isRunRecord = validator.compile({ $ref: 'protocol#/$defs/RunRecord' });
    const record = runRecord({ state: 'done' });
    expect(isRunRecord(record)).toBe(true);
    expect(isRunRecord({ ...record, state: 'asleep' })).toBe(false);
  });
});
