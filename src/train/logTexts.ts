import type * as tf from '@tensorflow/tfjs';
import path from 'node:path';
import { givenTexts } from '../protocol/givenSettings';
import type { RunRecord } from '../protocol/run';
import { number, t } from '../words';

/** What a run's log begins with: the file, its settings, the data and the layers, a line each. */
export function logHeading(
  { file, givenSettings, config, dataset, device, threads, parameters }: RunRecord,
  model: tf.LayersModel,
): string[] {
  const lines = [t('Training {0}', file)];
  if (config) {
    const { epochs, batchSize, seed, optimizer, learningRate } = config;
    lines.push(
      t('{0} epochs, batch size {1}, seed {2}', epochs, batchSize, String(seed)),
      learningRate === undefined
        ? t('Optimizer {0}', optimizer)
        : t('Optimizer {0}, learning rate {1}', optimizer, String(learningRate)),
    );
  }
  if (givenSettings) lines.push(t('Given for this run: {0}', givenTexts(givenSettings).join(', ')));
  if (device !== undefined) lines.push(t('Device {0}, {1} CPU threads', device, threads ?? 1));
  if (dataset)
    lines.push(
      t(
        'Data set "{0}" in {1}: {2} training, {3} validation and {4} test slices',
        path.basename(dataset.path),
        path.dirname(dataset.path),
        dataset.slices.train,
        dataset.slices.val,
        dataset.slices.test,
      ),
    );
  return [...lines, ...layerTable(model), t('Trainable parameters: {0}', parameters ?? 0)];
}

function layerTable({ layers }: tf.LayersModel): string[] {
  const rows = layers.map((layer) => [
    layer.name,
    layer.getClassName(),
    known(() => `[${layer.outputShape.slice(1).join(', ')}]`),
    known(() => number(layer.countParams())),
  ]);
  const table = [[t('layer'), t('kind'), t('output'), t('parameters')], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) =>
    row.map((cell, column) => (column < 3 ? cell.padEnd(widths[column] ?? 0) : cell)).join('  '),
  );
}

/** A layer that is used twice has no one shape, and one of the student's may not tell: no reason to end a training. */
function known(read: () => string): string {
  try {
    return read();
  } catch {
    return '?';
  }
}
