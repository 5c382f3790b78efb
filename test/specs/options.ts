import { parseArgs } from 'node:util';
import type { EngineDevice } from '../../src/engine';

const { values } = parseArgs({
  options: {
    filter: { type: 'string' },
    list: { type: 'boolean' },
    json: { type: 'string' },
    device: { type: 'string', default: 'cpu' },
  },
});

/** What `run.mjs` was called with. */
export const options = { ...values, device: values.device as EngineDevice };
