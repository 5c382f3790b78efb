import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkInProcess } from '../../../src/check';
import { augments } from '../../../src/check/probes/augmentation';
import { startOnOneThread } from '../engine';
import { Programs, type Program } from '../programs';
import { augmentations } from './augmentations';

beforeAll(() => startOnOneThread());

/** A file whose training has this augment. */
function fileWith(code: string): string {
  const transforms = [...code.matchAll(/new ([A-Z]\w+)/g)].map(([, name]) => name);
  return [
    "import * as tf from '@tensorflow/tfjs';",
    `import { ${[...new Set(['defineTraining', 'type TrainingSettings', ...transforms])].join(', ')} } from 'lits';`,
    code,
    'export default defineTraining({',
    '  model: () => tf.sequential(),',
    '  epochs: 1,',
    '  batchSize: 4,',
    "  optimizer: { name: 'adam', learningRate: 1e-4 },",
    "  augment: augment as TrainingSettings['augment'],",
    '});',
  ].join('\n');
}

async function check({ file, typings, compile }: Program) {
  const task = {
    id: 'train',
    title: 'Train',
    points: 1,
    file: path.basename(file),
    gradedBy: ['checks' as const],
  };
  const report = await checkInProcess({
    exercise: { version: 1, id: '3.4', title: 'Augment', summary: 'Augment', optional: false, tasks: [task] },
    checks: [
      { id: 'augments', item: 'train', title: 'Augments', fault: 'It does not augment', probe: augments },
    ],
    folder: path.dirname(file),
    typings,
    compile,
    runs: [],
    log: () => undefined,
  });
  return report.items[0].checks[0];
}

describe('augment', () => {
  const programs = new Programs();
  const rows = augmentations.map(
    ([name, finding, code]) => [name, finding, programs.add('augmented.ts', fileWith(code))] as const,
  );

  it.each(rows.filter(([, finding]) => finding === ''))('may be %s', async (_name, _finding, program) => {
    const { status, findings } = await check(program());
    expect(findings).toEqual([]);
    expect(status).toBe('pass');
  });

  it.each(rows.filter(([, finding]) => finding !== ''))(
    'may not be %s: %s',
    async (_name, finding, program) => {
      const { findings } = await check(program());
      expect(findings.map(({ actual, at }) => `${at?.file ?? ''}: ${actual}`)).toEqual([
        expect.stringContaining(finding),
      ]);
    },
  );
});
