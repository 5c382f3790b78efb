import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { classNames, imageSide } from '../course/classes';
import { exists } from '../files/exists';
import { exportOnnx, runOnnx } from '../engine';
import { writeFileAtomic } from '../files/atomicFile';
import { writeFolderAtomic } from '../files/atomicFolder';
import { FailureError, messageOf } from '../protocol/failure';
import type { ExportJob, ExportResult } from '../protocol/jobs/exportJob';
import { rough, t } from '../words';
import type { JobContext } from './context';
import { runStudentCode } from './program';
import { randomStream } from './random';
import { loadRunModel, type RunModel } from './runModel';

const pictureShape = [imageSide, imageSide, 1];
/** How many slices the exported model is tried with. */
const trials = 2;
/** How much a logit may differ from the run's, as a share of the largest logit. */
const tolerance = 1e-3;

/**
 * Writes a run's model as a file for other tools. Nothing is written unless the file predicts what the model predicts.
 * @throws FailureError when the run has no such checkpoint, the model cannot be written in this format, or a file or folder
 * of this name exists.
 */
export async function exportRun(job: ExportJob, context: JobContext): Promise<ExportResult> {
  if (job.format === 'tfjs' && (await exists(job.out)))
    throw new FailureError({
      what: t('There is already something at {0}.', job.out),
      next: t('Choose another place, or delete it first.'),
    });
  const loaded = await loadRunModel(job, context, 'export');
  context.emit({ type: 'state', state: 'running' });
  const slices = trialSlices();
  try {
    const expected = await predictionOf(loaded)(slices).data<'float32'>();
    context.signal.throwIfAborted();
    const bytes = await writers[job.format](job, loaded, { slices, expected });
    return { format: job.format, path: job.out, bytes };
  } finally {
    slices.dispose();
  }
}

interface Trial {
  slices: tf.Tensor4D;
  /** The model's logits for them. */
  expected: Float32Array;
}

const writers: Record<
  ExportJob['format'],
  (job: ExportJob, loaded: RunModel, trial: Trial) => Promise<number>
> = {
  onnx: writeOnnx,
  tfjs: writeTensorflowJs,
};

async function writeOnnx({ out, checkpoint }: ExportJob, loaded: RunModel, trial: Trial): Promise<number> {
  const predict = predictionOf(loaded);
  const { run } = loaded;
  const { bytes, batch } = exportOnnx(
    (slices) => {
      const logits = predict(slices);
      return { logits, probabilities: tf.softmax(logits) };
    },
    {
      input: { name: 'slices', shape: pictureShape },
      // no text: a file is the same in every language
      description: `Classifies abdominal CT slices: ${classNames.join(', ')}. Input: grey values of a slice, scaled to 0..1 by its own minimum and maximum, channels last.`,
      facts: { classes: classNames.join(','), run: run.id, checkpoint, code: run.codeHash ?? '' },
    },
  );
  const count = batch === 'any' ? trials : batch;
  const values = (await trial.slices.data<'float32'>()).subarray(0, count * imageSide ** 2);
  const inputs = { slices: { shape: [count, ...pictureShape], values } };
  const { logits } = runOnnx(bytes, inputs, ['logits']);
  mustAgree(logits, trial.expected.subarray(0, logits.length));
  await mkdir(path.dirname(out), { recursive: true });
  await writeFileAtomic(out, bytes);
  return bytes.byteLength;
}

/** Classes that TensorFlow.js can load by itself; student code has not run yet when this module is loaded. */
const knownClasses = new Set(Object.keys(tf.serialization.SerializationMap.getMap().classNameMap));

async function writeTensorflowJs({ out }: ExportJob, loaded: RunModel, trial: Trial): Promise<number> {
  const artifacts = await artifactsOf(loaded.model);
  await mustLoadAgain(artifacts, trial);
  const own = [...new Set(loaded.model.layers.map((layer) => layer.getClassName()))].filter(
    (name) => !knownClasses.has(name),
  );
  if (own.length > 0)
    loaded.log(
      'warning',
      t(
        'The file names layers of your own ({0}) but does not hold their code: where it is loaded, they must be registered first.',
        own.join(', '),
      ),
    );
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
  const manifest = {
    format: 'layers-model',
    // no text: a name
    generatedBy: 'LiTS Lab',
    convertedBy: null,
    modelTopology: artifacts.modelTopology,
    weightsManifest: [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }],
  };
  const text = JSON.stringify(manifest);
  await writeFolderAtomic(out, async (folder) => {
    await writeFile(path.join(folder, 'weights.bin'), weights);
    await writeFile(path.join(folder, 'model.json'), text);
  });
  return weights.byteLength + Buffer.byteLength(text);
}

async function artifactsOf(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let saved: tf.io.ModelArtifacts | undefined;
  try {
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        saved = artifacts;
        return Promise.resolve({
          modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const },
        });
      }),
    );
  } catch (error) {
    throw cannotBeWritten('TensorFlow.js', error);
  }
  if (!saved) throw new Error('TensorFlow.js saved nothing.');
  return saved;
}

async function mustLoadAgain(artifacts: tf.io.ModelArtifacts, { slices, expected }: Trial): Promise<void> {
  const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts)).catch((error: unknown) => {
    throw cannotBeWritten('TensorFlow.js', error);
  });
  const logits = tf.tidy(() => model.predict(slices) as tf.Tensor);
  try {
    mustAgree(await logits.data<'float32'>(), expected);
  } finally {
    logits.dispose();
    model.dispose();
  }
}

function cannotBeWritten(format: string, cause: unknown): FailureError {
  return new FailureError(
    {
      what: t('The model cannot be written in the format of {0}.', format),
      why: messageOf(cause),
      next: t(
        'That format names layers and does not hold code: layers of your own need a static className, getConfig, and tf.serialization.registerClass. The ONNX format takes any layer.',
      ),
    },
    cause,
  );
}

/** Computes the model's logits. Layers of the student's own run as student code. */
function predictionOf({ model, program, log }: RunModel): (slices: tf.Tensor) => tf.Tensor2D {
  return (slices) => {
    const scope = { log, random: randomStream(0, 'step'), task: t('predicting'), deadlineMs: 120_000 };
    return runStudentCode(program, scope, () =>
      tf.tidy(() => model.apply(slices, { training: false }) as tf.Tensor2D),
    );
  };
}

function trialSlices(): tf.Tensor4D {
  const random = randomStream(0, 'step');
  const values = Float32Array.from({ length: trials * imageSide ** 2 }, random);
  return tf.tensor4d(values, [trials, imageSide, imageSide, 1]);
}

function mustAgree(logits: Float32Array, expected: Float32Array): void {
  const size = Math.max(...expected.map(Math.abs));
  const difference = Math.max(...expected.map((value, index) => Math.abs(value - logits[index])));
  if (logits.length === expected.length && difference <= tolerance * size) return;
  throw new FailureError({
    what: t('The exported model does not predict what the run predicts, so nothing was written.'),
    why: t('Its output is off by {0}, where the largest is {1}.', rough(difference), rough(size)),
    next: t('A layer of the model may draw random numbers when it predicts; if not, please report this.'),
  });
}
