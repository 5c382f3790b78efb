import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { typingsFolder } from '../train/installation';
import { imports, temporaryFolder, tinyModel, trainingFile } from '../train/student';

/** Type errors as an editor shows them, in a folder with a copy of the declarations and no node_modules. */
async function editorErrors(text: string): Promise<string[]> {
  const folder = await temporaryFolder();
  await mkdir(path.join(folder, '.lits'));
  await cp(await typingsFolder(), path.join(folder, '.lits', 'typings'), { recursive: true });
  await writeFile(path.join(folder, 'train.ts'), text);
  const tsconfig = {
    extends: './.lits/typings/tsconfig.base.json',
    include: ['**/*.ts', '.lits/typings/*.d.ts'],
  };
  const parsed = ts.parseJsonConfigFileContent(tsconfig, ts.sys, folder);
  const program = ts.createProgram(parsed.fileNames, parsed.options);
  return [...parsed.errors, ...ts.getPreEmitDiagnostics(program)].map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
}

describe("a student's folder without node_modules", () => {
  it('type-checks a training', async () => {
    expect(await editorErrors(trainingFile({ optimizer: '() => tf.train.adam(1e-3)' }))).toEqual([]);
  });

  it('knows layers, chained operations, and layers of the own', async () => {
    const text = `${imports}
      class Scale extends tf.layers.Layer {
        static className = 'Scale';
        override call(inputs: tf.Tensor | tf.Tensor[]) {
          return (Array.isArray(inputs) ? inputs[0] : inputs).mul(2);
        }
      }
      const input = tf.input({ shape: [256, 256, 1] });
      const output = new Scale({}).apply(tf.layers.flatten().apply(input)) as tf.SymbolicTensor;
      console.log(tf.model({ inputs: input, outputs: output }).countParams(), tf.tensor([1, 2]).square().mean());
    `;
    expect(await editorErrors(text)).toEqual([]);
  });

  it('knows the transforms of pictures, composed and as functions', async () => {
    const text = `${imports}
      import { Compose, F, RandomAffine, RandomHorizontalFlip } from 'lits';
      const pipeline = new Compose([
        new RandomHorizontalFlip(),
        new RandomAffine({ degrees: 10, translate: [0.1, 0.1], interpolation: 'bilinear' }),
        (image, random) => F.rotate(image, random.uniform(-5, 5), { fill: 0 }),
      ]);
      console.log(pipeline.describe());
    `;
    expect(await editorErrors(text)).toEqual([]);
    expect(await editorErrors(text.replace('degrees: 10', "degrees: 'ten'"))).toEqual([
      expect.stringContaining("Type 'string' is not assignable to type"),
    ]);
  });

  it('knows the metrics, with what they return', async () => {
    const text = `import { metrics } from 'lits';
      const table = metrics.predictionTable([0, 2], [[0.7, 0.2, 0.1], [0.1, 0.2, 0.7]], 3, ['a', 'b']);
      const matrix = metrics.confusionMatrix(table.labels, metrics.predictedClasses(table), 3);
      const { figures, intervals } = metrics.measure(table);
      const recall: number = figures.classes[2].recall + metrics.balancedAccuracy(matrix);
      const { thresholds } = metrics.precisionRecallCurve([0, 1], [0.1, 0.7]);
      console.log(recall, intervals?.accuracy?.low.toFixed(2), thresholds[0]);
      metrics.rocCurve([0, 1], [0.1, 0.7]).area.toFixed();
    `;
    expect(await editorErrors(text)).toEqual([expect.stringContaining("possibly 'null'")]);
  });

  it('shows what is wrong: arguments, misspelt operations, missing settings, ways to the machine', async () => {
    const text = `${imports}
      tf.layers.conv2d({ filters: 'many', kernelSize: 3 });
      tf.tensor([1]).sqare();
      defineTraining({ model: ${tinyModel}, epochs: 3, batchSize: 4 });
      process.exit();
    `;
    expect(await editorErrors(text)).toEqual([
      "Type 'string' is not assignable to type 'number'.",
      expect.stringContaining("Did you mean 'square'?"),
      expect.stringContaining("Property 'optimizer' is missing"),
      expect.stringContaining("Cannot find name 'process'"),
    ]);
  });
});

describe('the declarations', () => {
  it('document what a student sees, and nothing else', async () => {
    const text = await readFile(path.join(await typingsFolder(), 'lits.d.ts'), 'utf8');
    expect(text).toContain('Builds the model. It is called once');
    expect(text).toContain('confusion_matrix');
    expect(text).not.toContain('isTraining');
    expect(text).not.toContain('zod');
  });
});
