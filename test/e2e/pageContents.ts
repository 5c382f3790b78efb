import type { Page } from 'playwright-core';
import sharp from 'sharp';
import * as z from 'zod';
import { evaluationOf } from '../unit/webview/evaluation/fixture';
import { imageSide } from '../../src/course/classes';
import type { ToComparison } from '../../src/panels/comparison';
import type { ToDashboard } from '../../src/panels/dashboard';
import type { ToEvaluationView } from '../../src/panels/evaluation';
import type { ToMetricsView } from '../../src/panels/metricsView';
import type { ToDataBrowser } from '../../src/panels/data';
import type { ToLaboratory } from '../../src/panels/laboratory';
import type { ModelPanel } from '../../src/panels/model';
import type { LearningRatePanel } from '../../src/panels/learningRate';
import type { Question, QuizPanel } from '../../src/panels/quiz';
import type { Prediction } from '../../src/protocol/run';
import { uniform } from '../golden/hash';
import { reviewContent } from './reviewContents';
import type { PageContent } from './pages';

/** A bright ellipse on black: enough of a slice to see where a picture is. */
const pixels = Uint8Array.from({ length: imageSide * imageSide }, (_, place) => {
  const [x, y] = [(place % imageSide) - 128, Math.floor(place / imageSide) - 128];
  return x * x + 1.7 * y * y < 11_000 ? 90 + (place % 60) + Math.round(x / 4) : 8;
});

const doubt =
  'Slices of 9 patients (such as volume-103) are in more than one split (train and test): figures look better than they are. Keep all slices of a patient in one split, and train again.';

/** From the narrowest side bar to one that is wide. */
const sideBarWidths = [600, 321, 240, 170];

const longRun = 'Regularisierungsvergleich-mit-Dropout-und-L2-Gewichtsabnahme';

/** @param scale of the losses */
/** @param gradientNorm whether the run has recorded it */
function dashboardSnapshot(scale = 1, gradientNorm = false): ToDashboard {
  const losses = Array.from(
    { length: 16 },
    (_, step) => scale * (1.2 * Math.exp(-step / 6) + 0.1 * Math.sin(step * 3)),
  );
  const epochs = [1, 2].map((epoch) => ({
    kind: 'epoch' as const,
    epoch,
    step: epoch * 8,
    loss: scale / epoch,
    accuracy: 0.4 + epoch / 10,
    valLoss: (1.2 * scale) / epoch,
    valAccuracy: 0.35 + epoch / 10,
    seconds: epoch * 10,
    deviceMemoryBytes: epoch * 1.2e9,
    devicePeakBytes: epoch * 2.3e9,
  }));
  return {
    type: 'snapshot',
    runDir: '/student/.lits/runs/baseline',
    run: {
      id: 'baseline',
      name: longRun,
      file: '3.2-regularization/baseline.ts',
      createdAt: '2026-01-01T09:00:00.000Z',
      state: 'running',
      stopping: false,
      epochs: 5,
      epoch: 2,
      step: 16,
      totalSteps: 40,
      device: 'PyTorch (GPU 0)',
      parameters: 8_486_787,
      best: { epoch: 2, valLoss: 0.6 * scale, valAccuracy: 0.55 },
      doubts: [doubt],
      evaluations: [
        {
          ...evaluationOf(predictions(1)).provenance,
          version: 1,
          step: 16,
          accuracy: 0.75,
          balancedAccuracy: 0.7,
          logLoss: 0.512,
        },
      ],
    },
    steps: {
      step: losses.map((_, step) => step + 1),
      epoch: losses.map((_, step) => (step < 8 ? 1 : 2)),
      loss: losses,
      accuracy: losses.map((loss) => 1 - loss / scale / 2),
      ...(gradientNorm
        ? { gradientNorm: losses.map((loss, step) => 3 * loss + 0.6 + 0.4 * Math.cos(step * 2)) }
        : {}),
    },
    epochs,
    lost: [],
    progress: {
      type: 'progress',
      phase: 'train',
      text: 'Training',
      done: 16,
      total: 40,
      unit: 'steps',
      rate: 4,
      etaSeconds: 90,
    },
  };
}

const comparedNames = ['baseline', 'l2', 'dropout', longRun];

function comparedRuns(): ToComparison {
  return {
    type: 'runs',
    runDirs: comparedNames,
    differences: ['learningRate', 'loss.l2', 'augment.transforms', 'code'],
    runs: comparedNames.map((name, place) => ({
      runDir: name,
      name: place === 2 ? 'Dropout of one half' : name,
      ...(place === 2
        ? { recordedName: name, note: 'Learns later than the baseline, but the gap to validation is gone.' }
        : {}),
      starred: place === 1,
      createdAt: `2026-01-01T0${place}:00:00.000Z`,
      state: place === 3 ? 'failed' : 'done',
      best: { epoch: 3 + place, valLoss: 0.62 - 0.07 * place, valAccuracy: 0.71 + 0.04 * place },
      values: [
        ['0.001', '0.001', '0.0003', '0.01'][place] ?? null,
        place === 1 ? '0.0001' : null,
        place === 3 ? '[{"name":"RandomRotation","parameters":{"degrees":15}}]' : '[]',
        ['aaaa1111', 'bbbb2222', 'cccc3333', 'dddd4444'][place] ?? null,
      ],
      codeDiffers: place > 0,
    })),
  };
}

/** Three files, of which one has changed and one is still to be trained. */
function comparedExercise(): ToComparison {
  const [first, second] = comparedNames;
  return {
    type: 'exercise',
    exercise: {
      title: '3.2 Regularization',
      majority: 0.4537,
      hasAnswers: true,
      files: [
        { file: 'baseline.ts', title: 'Baseline', runDir: first, hasChanged: false },
        { file: 'l2.ts', title: 'L2 penalty', runDir: second, hasChanged: true },
        { file: 'dropout.ts', title: 'Dropout', hasChanged: false },
      ],
    },
  };
}

/** Four runs of 2000 steps: one came to a loss of zero, one ended at what is not a number. */
function comparedCurves(): ToComparison[] {
  return comparedNames.map((runDir, place) => {
    const count = place === 3 ? 1300 : 2000;
    const steps = Array.from({ length: count }, (_, index) => index + 1);
    const noise = (step: number) => uniform(7000 + place, step);
    const lossAt = (step: number) => {
      if (place === 3 && step > 1290) return NaN;
      if (place === 1 && step % 400 === 399) return 0;
      return (1.1 * Math.exp(-step / (300 + 120 * place)) + 0.12) * (1 + 0.35 * noise(step));
    };
    return curveMessage(runDir, steps, lossAt);
  });
}

/** A run of a hundred steps an epoch as the extension tells it. */
export function curveMessage(
  runDir: string,
  steps: readonly number[],
  lossAt: (step: number) => number,
): ToComparison {
  const column = (value: (step: number) => number) =>
    Buffer.from(Float32Array.from(steps, value).buffer).toString('base64');
  const epochs = Math.floor(steps.length / 100);
  return {
    type: 'curve',
    runDir,
    fresh: true,
    step: column((step) => step),
    epoch: column((step) => Math.floor((step - 1) / 100) + 1),
    seconds: column((step) => step * 0.21),
    loss: column(lossAt),
    accuracy: column((step) => Math.max(0, Math.min(1, 1 - lossAt(step) / 1.6))),
    validations: Array.from({ length: epochs }, (_, index) => {
      const step = (index + 1) * 100;
      const loss = Math.abs(lossAt(1 + (step % 7) + step)) || 0.2;
      return {
        kind: 'epoch',
        step,
        epoch: index + 1,
        loss,
        accuracy: 0.5,
        valLoss: 0.7 * loss + 0.1,
        valAccuracy: Math.max(0, 1 - loss / 1.8),
        seconds: step * 0.21,
      };
    }),
    damaged: 0,
  };
}

/** Sixty slices of five patients, some of them taken for another class. */
function predictions(seed: number): Prediction[] {
  return Array.from({ length: 60 }, (_, index) => {
    const label = [0, 1, 2, 1, 0, 1][index % 6] as 0 | 1 | 2;
    const taken = (index + seed) % 7 === 0 ? (label + 1) % 3 : label;
    const sure = 0.5 + ((index * 37 + seed) % 50) / 110;
    const probabilities = [0, 1, 2].map((of) => (of === taken ? sure : (1 - sure) / 2));
    const patient = `volume-${100 + (index % 5)}`;
    return { file: `volumes/${patient}/slice-${index}.png`, patient, slice: index, label, probabilities };
  });
}

/** The last evaluation, as the Metrics view is told of it. */
function lastEvaluation(): ToMetricsView {
  const { provenance, classNames, bySlice } = evaluationOf(predictions(1));
  const { accuracy, balancedAccuracy, logLoss } = bySlice.figures;
  return {
    type: 'evaluation',
    runDir: '/student/.lits/runs/baseline',
    evaluation: { ...provenance, version: 1, step: 16, accuracy, balancedAccuracy, logLoss },
    matrix: { classNames, confusion: bySlice.confusion.map((row) => row.map((count) => count * 123)) },
  };
}

/** A training that failed before its first step. */
function failedSnapshot(): ToMetricsView {
  return {
    type: 'snapshot',
    runDir: '/student/.lits/runs/failed',
    run: {
      id: 'failed',
      name: longRun,
      file: 'baseline.ts',
      createdAt: '2026-01-01T09:00:00.000Z',
      state: 'failed',
      stopping: false,
      failure: {
        what: 'baseline.ts: Property "denseTensorLayerWithoutAnEnd" does not exist on the type of tf.layers.',
        problems: [],
      },
      doubts: [],
      evaluations: [],
    },
    steps: { step: [], epoch: [], loss: [], accuracy: [] },
    epochs: [],
    lost: [],
  };
}

function evaluationSnapshot(names: readonly string[]): ToEvaluationView {
  return {
    type: 'snapshot',
    sides: names.map((name, side) => ({
      runDir: `/student/.lits/runs/${side}`,
      evaluation: evaluationOf(predictions(side), name),
      remarks: [doubt],
      choices: [{ split: 'test', checkpoint: 'best' }],
    })),
  };
}

const laboratorySnapshot: ToLaboratory = {
  type: 'snapshot',
  slices: {
    train: [0, 1, 2].map((label) => ({
      patient: 'volume-100',
      slice: 40 + label,
      label: label as 0 | 1 | 2,
    })),
    val: [],
    test: [],
  },
  file: '3.1-data-augmentation/pipeline.ts',
  data: '/student/Clean_LiTS',
};

const png = await sharp(pixels, { raw: { width: imageSide, height: imageSide, channels: 1 } })
  .png()
  .toBuffer();

const heat = Array.from({ length: 256 }, (_, place) =>
  Math.max(0, 1 - Math.hypot((place % 16) - 6, place / 16 - 7) / 5),
);

/** What the extension answers the evaluation view. */
function evaluationAnswer(name: string, question: unknown): unknown {
  const { files } = z.object({ files: z.array(z.string()) }).parse(question);
  const image = `data:image/png;base64,${png.toString('base64')}`;
  return name === 'pictures'
    ? { pictures: files.map((file) => ({ file, image })) }
    : { heatMaps: files.map((file) => ({ file, class: 2, width: 16, height: 16, values: heat })) };
}

/** Three volumes of forty slices in the order of the body, one of them of the test split. */
const browsed: ToDataBrowser = {
  type: 'snapshot',
  data: '/student/Clean_LiTS',
  slices: {
    counts: { train: 80, val: 0, test: 40 },
    volumes: [
      { split: 'train', name: 'volume-7' },
      { split: 'train', name: 'volume-100' },
      { split: 'test', name: 'volume-103-with-a-long-name-of-its-own' },
    ],
    file: Array.from({ length: 120 }, (_, place) => `volumes/${Math.floor(place / 40)}_${place % 40}.png`),
    volume: Array.from({ length: 120 }, (_, place) => Math.floor(place / 40)),
    slice: Array.from({ length: 120 }, (_, place) => place % 40),
    label: Array.from({ length: 120 }, (_, place) =>
      place % 40 < 10 ? 0 : place % 40 > 18 && place % 40 < 24 ? 2 : 1,
    ),
  },
};
const organs = Uint8Array.from(pixels, (_, place) => {
  const [x, y] = [(place % imageSide) - 90, Math.floor(place / imageSide) - 120];
  const distance = x * x + y * y;
  return distance < 400 ? 2 : distance < 2500 ? 1 : 0;
});
const small = (await sharp(png).resize(64).jpeg().toBuffer()).toString('base64');

/** What the extension answers the data browser. The last slice of each volume is damaged. */
function browserAnswer(name: string, question: unknown): unknown {
  const places = z.array(z.number()).parse(question);
  if (name === 'thumbnails') return places.map((place) => ({ place, jpeg: small }));
  return places.map((place) =>
    place % 40 === 39
      ? { place, problem: 'volumes/0_39.png cannot be shown: it is damaged or truncated.' }
      : {
          place,
          pixels: Buffer.from(pixels).toString('base64'),
          labels: Buffer.from(organs).toString('base64'),
        },
  );
}

const layerName = (place: number) =>
  place === 0 ? 'input' : `batch_normalization_BatchNormalization${place}`;

/** The layer before; an addition also takes the first convolution. */
function inputsOf(kind: string, place: number): string[] {
  if (place === 0) return [];
  return [...(kind === 'Add' ? [1] : []), place - 1].map(layerName);
}

/** The slices with a lesion that are found, with Grad-CAM over one. */
async function openGallery(page: Page): Promise<void> {
  await page.locator('[data-row="2"][data-column="2"]').click();
  await page
    .getByRole('button', { name: /^Grad-CAM: / })
    .first()
    .click();
  await page.locator('.cam').waitFor();
}

/** A residual block, with a name as long as TensorFlow.js gives them. */
const modelSnapshot: ModelPanel['toPage'] = {
  type: 'snapshot',
  file: '3.4-modern-models/resnet.ts',
  summary: {
    layers: [
      'InputLayer',
      'Conv2D',
      'BatchNormalization',
      'Activation',
      'Conv2D',
      'Add',
      'Flatten',
      'Dense',
    ].map((kind, place) => ({
      name: layerName(place),
      kind,
      shape: place < 6 ? [256, 256, 64] : [place === 6 ? 4_194_304 : 3],
      parameters: kind === 'Conv2D' || kind === 'Dense' ? 1_234_567 : 0,
      jump: 1,
      receptiveField: place < 6 ? 3 * place + 1 : 'whole-picture',
      inputs: inputsOf(kind, place),
    })),
    parameters: 8_486_787,
    trainable: 8_486_659,
  },
  stated: [
    { title: 'After the first block', shape: [256, 256, 64] },
    { title: 'Before the last layer', shape: [2048] },
  ],
};

/** Every page of the extension, with what a student may come to see in it. */
/** A question about two runs, and one about a layer. */
const questions: Question[] = [
  {
    id: 'overfitting:a+b',
    about: 'Two of your runs, A and B',
    text: 'Which of them overfits at its end?',
    choices: [
      { text: 'Only A' },
      {
        text: 'Only B',
        mistake: 'A run overfits where its validation loss rises while its training loss goes on falling.',
      },
      { text: 'Both', mistake: '' },
      { text: 'Neither', mistake: '' },
    ],
    answer: 0,
    explanation: [
      'A (20260301-101500-baseline): its validation loss is lowest after epoch 3 (0.600) and ends at 1.000, while the training loss falls from 0.600 to 0.200. It overfits.',
      'B (20260301-121500-dropout): its validation loss ends at 0.600, at or near its lowest (0.600). It does not overfit yet.',
    ],
    curves: [
      { name: 'A', valLoss: [0.9, 0.7, 0.6, 0.8, 1] },
      { name: 'B', valLoss: [0.9, 0.8, 0.7, 0.65, 0.6] },
    ].map((curve) => ({
      ...curve,
      epochs: [1, 2, 3, 4, 5],
      loss: [1, 0.8, 0.6, 0.4, 0.2],
      valAccuracy: [0.5, 0.55, 0.6, 0.6, 0.55],
    })),
  },
  {
    id: 'parameters:conv',
    about: `${layerName(4)} (line 23): Conv2D 3 × 3, stride 1, padding same, filters 64`,
    text: 'It takes 64 × 64 × 32. How many parameters does it have?',
    choices: [
      { text: '18,496' },
      { text: '18,432', mistake: 'The biases are left out: one for each output channel.' },
      {
        text: '640',
        mistake: 'Each filter has a window of its own for each channel that comes in: here 32.',
      },
    ],
    answer: 0,
    explanation: ['Weights: 3 × 3 × 32 × 64 = 18,432.', 'Biases: 64. Together: 18,496.'],
    at: { file: 'baseline.ts', line: 23 },
  },
];

const quizSnapshot: QuizPanel['toPage'] = {
  type: 'snapshot',
  file: '/student/baseline.ts',
  seed: 7,
  questions,
};
const taken = questions.map(({ id }, place) => ({ question: id, choice: place }));

/** A test as they go: nothing happens, the loss falls, and then it is too much. */
const ratePoints = Array.from({ length: 88 }, (_, step) => {
  const learningRate = 1e-7 * 1e8 ** (step / 99);
  const fall = 0.9 / (1 + Math.exp(-2.5 * (Math.log10(learningRate) + 3.2)));
  const rise = learningRate > 0.05 ? 40 * (learningRate - 0.05) : 0;
  const smoothed = 1.12 - fall + rise;
  return { learningRate, smoothed, loss: smoothed + 0.25 * Math.sin(12.9 * step) * Math.sin(4.1 * step) };
});
const rateSnapshot: LearningRatePanel['toPage'] = {
  type: 'snapshot',
  file: '/student/baseline.ts',
  test: {
    optimizer: 'adam',
    points: ratePoints,
    suggestion: ratePoints[47]?.learningRate,
    ended: 'diverged',
  },
};

export const pageContents = {
  metrics: {
    page: 'dashboard',
    title: 'Metrics',
    snapshot: dashboardSnapshot(),
    drawn: '.chart canvas',
  },
  diverged: {
    page: 'dashboard',
    title: 'Metrics',
    snapshot: dashboardSnapshot(1.2e9),
    drawn: '.chart canvas',
  },
  gradientNorm: {
    page: 'dashboard',
    title: 'Metrics',
    snapshot: dashboardSnapshot(1, true),
    drawn: '.chart[data-metric="gradientNorm"] canvas',
  },
  side: {
    page: 'metrics',
    title: 'Metrics',
    snapshot: dashboardSnapshot(),
    then: [lastEvaluation()],
    widths: sideBarWidths,
    drawn: '.confusion',
  },
  sideFailed: {
    page: 'metrics',
    title: 'Metrics',
    snapshot: failedSnapshot(),
    widths: sideBarWidths,
    drawn: '.notice.error',
  },
  sideEmpty: {
    page: 'metrics',
    title: 'Metrics',
    snapshot: { type: 'empty' },
    widths: sideBarWidths,
    drawn: 'button',
  },
  evaluation: {
    page: 'evaluation',
    title: 'Evaluation',
    snapshot: evaluationSnapshot([longRun]),
    answer: evaluationAnswer,
    drawn: '.confusion',
  },
  gallery: {
    page: 'evaluation',
    title: 'Evaluation',
    snapshot: evaluationSnapshot(['baseline']),
    answer: evaluationAnswer,
    drawn: '.confusion',
    act: openGallery,
  },
  enlarged: {
    page: 'evaluation',
    title: 'Evaluation',
    snapshot: evaluationSnapshot(['baseline']),
    answer: evaluationAnswer,
    drawn: '.confusion',
    act: async (page) => {
      await openGallery(page);
      await page.locator('.enlarge').first().focus();
      await page.keyboard.press('Enter');
      await page.locator('dialog .picture img').first().waitFor();
    },
  },
  comparedEvaluations: {
    page: 'evaluation',
    title: 'Evaluation',
    snapshot: evaluationSnapshot([longRun, 'baseline']),
    answer: evaluationAnswer,
    drawn: '.differences',
  },
  comparison: {
    page: 'comparison',
    title: 'Compare Runs',
    snapshot: comparedRuns(),
    then: comparedCurves(),
    drawn: '.chart canvas',
  },
  exerciseComparison: {
    page: 'comparison',
    title: 'Compare Runs',
    snapshot: comparedRuns(),
    then: [comparedExercise(), ...comparedCurves()],
    drawn: '.exercise .swatch',
  },
  laboratory: {
    page: 'augmentation',
    title: 'Augmentation Laboratory',
    snapshot: laboratorySnapshot,
    answer: (name) =>
      name === 'slice' ? { pixels: Buffer.from(pixels).toString('base64') } : { name: 'view' },
    drawn: '.sample canvas',
  },
  data: {
    page: 'data',
    title: 'Data: Clean_LiTS',
    snapshot: browsed,
    answer: browserAnswer,
    drawn: '.histogram .organ',
    act: (page) => page.locator('img.frame').first().waitFor(),
  },
  model: {
    page: 'model',
    title: 'resnet.ts',
    snapshot: modelSnapshot,
    drawn: '.model svg',
  },
  quiz: {
    page: 'quiz',
    title: 'Quiz: baseline.ts',
    snapshot: quizSnapshot,
    answer: () => ({ asked: 1, right: 0 }),
    drawn: 'button.choice',
    act: (page) => page.locator('button.choice').nth(1).click(),
  },
  quizQuestion: {
    page: 'quiz',
    title: 'Quiz: baseline.ts',
    snapshot: quizSnapshot,
    kept: { version: 1, file: '/student/baseline.ts', seed: 7, taken: taken.slice(0, 1) },
    drawn: 'button.choice',
  },
  quizEnd: {
    page: 'quiz',
    title: 'Quiz: baseline.ts',
    snapshot: quizSnapshot,
    kept: { version: 1, file: '/student/baseline.ts', seed: 7, taken },
    drawn: '.missed',
  },
  learningRate: {
    page: 'learningRate',
    title: 'Learning Rate: baseline.ts',
    snapshot: rateSnapshot,
    drawn: '.chart canvas',
  },
  noSuggestion: {
    page: 'learningRate',
    title: 'Learning Rate: baseline.ts',
    snapshot: { ...rateSnapshot, test: { ...rateSnapshot.test, suggestion: undefined, ended: 'done' } },
    drawn: '.chart canvas',
  },
  review: reviewContent('class'),
  reviewStudent: reviewContent('student'),
  reviewTask: reviewContent('question'),
} as const satisfies Readonly<Record<string, PageContent>>;
