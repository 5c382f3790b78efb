import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPipeline } from '../../../src/train';
import { typingsFolder } from './installation';
import { failureFrom, patientDeadlines, trainingFile, writeStudentFiles } from './student';

let typings: string;
beforeAll(async () => {
  typings = await typingsFolder();
  await tf.setBackend('cpu');
});

const read = async (text: string) =>
  readPipeline(await writeStudentFiles({ 'pipeline.ts': text }), {
    typings,
    deadlines: patientDeadlines,
    log: () => undefined,
  });
const imports = "import { Compose, Lambda, RandomHorizontalFlip } from 'lits';\n";

describe('the pipeline of a file', () => {
  it('is what it exports by default, as data', async () => {
    expect(
      await read(`${imports}export default new Compose([new RandomHorizontalFlip({ p: 0.25 })]);`),
    ).toEqual({
      kind: 'description',
      file: 'pipeline.ts',
      description: {
        name: 'Compose',
        transforms: [{ name: 'RandomHorizontalFlip', parameters: { p: 0.25 } }],
      },
    });
  });

  it('is any transform that it exports, where nothing else is', async () => {
    expect(await read(`${imports}export const mine = new RandomHorizontalFlip();`)).toMatchObject({
      kind: 'description',
      description: { name: 'RandomHorizontalFlip' },
    });
  });

  it('says of code of the student that it is not all data', async () => {
    expect(await read(`${imports}export default new Compose([new Lambda((image) => image)]);`)).toMatchObject(
      {
        kind: 'custom',
      },
    );
  });

  it('says of a training whose augmentation is a function that it is one', async () => {
    expect(await read(trainingFile({ augment: '(images: tf.Tensor4D) => images' }))).toEqual({
      kind: 'function',
      file: 'pipeline.ts',
    });
  });

  it('says of a training without augmentation that it has none', async () => {
    expect(await read(trainingFile())).toMatchObject({ kind: 'none' });
  });

  it('is a failure with its line where the file has an error', async () => {
    const failure = await failureFrom(() => read(`${imports}throw new Error('not yet');`));
    expect(failure.problems[0]).toMatchObject({ line: 2 });
  });
});
