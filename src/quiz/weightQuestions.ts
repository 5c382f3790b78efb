import type { LayerSummary, ModelSummary } from '../protocol/modelSummary';
import { number, percent, t } from '../words';
import { multiplyAddsOf, product, sizesOf, weightsOf } from './arithmetic';
import type { Draft } from './draft';
import { placeOf } from './shapeQuestions';
import { layerText, shapeText } from './texts';

/** How many parameters a layer has. */
export function parameterQuestions({ layers }: ModelSummary): Draft[] {
  return layers.flatMap((layer): Draft[] => {
    const drafts = { Conv2D: weightsDraft, Dense: weightsDraft, BatchNormalization: normalizationDraft };
    const known = Object.hasOwn(drafts, layer.kind) ? drafts[layer.kind as keyof typeof drafts] : undefined;
    const [input, draft] = [sizesOf(layer.inputShape), known?.(layer)];
    if (!input || !draft) return [];
    const text = t('It takes {0}. How many parameters does it have?', shapeText(input));
    return [{ key: layer.name, about: layerText(layer), text, ...draft, ...placeOf(layer) }];
  });
}

type Answered = Pick<Draft, 'right' | 'wrong' | 'explanation'>;

function weightsDraft(layer: LayerSummary): Answered | undefined {
  const weights = weightsOf(layer);
  const output = sizesOf(layer.shape);
  if (!weights || !output) return undefined;
  const { factors, biases } = weights;
  const [channels, filters] = factors.slice(-2);
  const windows = factors.slice(0, -2);
  const count = product(factors);
  return {
    right: number(layer.parameters),
    wrong: [
      biases > 0
        ? { text: number(count), mistake: t('The biases are left out: one for each output channel.') }
        : { text: number(count + filters), mistake: t('This layer has no bias (useBias: false).') },
      ...(windows.length > 0
        ? [
            {
              text: number(product(windows) * filters + biases),
              mistake: t(
                'Each filter has a window of its own for each channel that comes in: here {0}.',
                channels,
              ),
            },
            {
              text: number(channels * filters + biases),
              mistake: t(
                'Each filter has a weight for each place of its window: here {0}.',
                shapeText(windows),
              ),
            },
            {
              text: number(count * product(output.slice(0, -1))),
              mistake: t('The weights are the same at every place of the picture, so they count once.'),
            },
          ]
        : [
            {
              text: number(count + channels),
              mistake: t('There is one bias for each output, not for each input.'),
            },
            { text: number(channels + filters), mistake: t('Each output has a weight for each input.') },
          ]),
    ],
    explanation: [
      t('Weights: {0} = {1}.', shapeText(factors), count),
      biases > 0
        ? t('Biases: {0}. Together: {1}.', biases, layer.parameters)
        : t('It has no bias (useBias: false).'),
    ],
  };
}

/** Numbers that a batch normalization keeps of each channel: gamma and beta are trained, the moving mean and variance are not. */
const ofChannel = 4;
const untrainedOfChannel = 2;

function normalizationDraft({ parameters, shape }: LayerSummary): Answered | undefined {
  const channels = shape.at(-1);
  if (!channels || parameters !== ofChannel * channels) return undefined;
  return {
    right: number(parameters),
    wrong: [
      {
        text: number(2 * channels),
        mistake: t(
          'The moving mean and variance are kept for each channel, too, though no gradient changes them.',
        ),
      },
      {
        text: number(channels),
        mistake: t('There are four numbers for each channel: gamma, beta, moving mean and moving variance.'),
      },
      {
        text: number(3 * channels),
        mistake: t('There are four numbers for each channel: gamma, beta, moving mean and moving variance.'),
      },
    ],
    explanation: [
      t(
        'Gamma, beta, moving mean and moving variance for each of {0} channels: 4 × {0} = {1}.',
        channels,
        parameters,
      ),
    ],
  };
}

/** How much work a convolution or a dense layer is. */
export function multiplyAddQuestions({ layers }: ModelSummary): Draft[] {
  return layers.flatMap((layer): Draft[] => {
    const [weights, count] = [weightsOf(layer), multiplyAddsOf(layer)];
    const [input, output] = [sizesOf(layer.inputShape), sizesOf(layer.shape)];
    if (layer.kind !== 'Conv2D' || !weights || count === undefined || !input || !output) return [];
    const [own, places] = [product(weights.factors), output.slice(0, -1)];
    const channels = input.at(-1) ?? 1;
    return [
      {
        key: layer.name,
        about: layerText(layer),
        text: t(
          'It takes {0} and gives {1}. How many multiplications does that take for one slice?',
          shapeText(input),
          shapeText(output),
        ),
        right: number(count),
        wrong: [
          {
            text: number(own),
            mistake: t('That is how many weights it has. Each of them is used at every place of the output.'),
          },
          {
            text: number(own * product(input.slice(0, -1))),
            mistake: t('The window stops at each place of the output, not at each place of the input.'),
          },
          {
            text: number(count / channels),
            mistake: t('Each filter works on all {0} channels that come in.', channels),
          },
          {
            text: number(product(input) * product(output)),
            mistake: t('That would be a dense layer: here an output depends on one window only.'),
          },
        ],
        explanation: [
          t('It has {0} weights: {1}.', own, shapeText(weights.factors)),
          t('Each is used once at each of the {0} places of the output: {1}.', shapeText(places), count),
        ],
        ...placeOf(layer),
      },
    ];
  });
}

/** Which layer has most of the parameters. */
export function mostParametersQuestions(model: ModelSummary): Draft[] {
  return mostOf(model, ({ parameters }) => parameters, {
    text: t('Which of these layers of your model has the most parameters?'),
    mistake: (layer) => t('It has {0} parameters.', layer.parameters),
    explained: (layer, count) =>
      t(
        '{0} has {1} parameters, {2} of all {3}.',
        layer.name,
        count,
        percent(count / model.parameters),
        model.parameters,
      ),
    rivals: [multiplyAddsOf, outputOf],
  });
}

/** Which layer takes most of the work. */
export function mostWorkQuestions(model: ModelSummary): Draft[] {
  const sum = model.layers.reduce((all, layer) => all + (multiplyAddsOf(layer) ?? 0), 0);
  return mostOf(model, multiplyAddsOf, {
    text: t('Which of these layers of your model takes the most multiplications?'),
    mistake: (layer) => t('It takes {0} multiplications for a slice.', multiplyAddsOf(layer) ?? 0),
    explained: (layer, count) =>
      t(
        '{0} takes {1} multiplications for a slice, {2} of what convolutions and dense layers take together.',
        layer.name,
        count,
        percent(count / sum),
      ),
    rivals: [({ parameters }) => parameters, outputOf],
  });
}

type Measure = (layer: LayerSummary) => number | undefined;

const outputOf: Measure = ({ shape }) => product(sizesOf(shape) ?? [0]);

interface Comparison {
  text: string;
  mistake: (layer: LayerSummary) => string;
  explained: (layer: LayerSummary, most: number) => string;
  /** What one may take for the measure: the layers with the most of them are offered. */
  rivals: readonly Measure[];
}

function mostOf({ layers }: ModelSummary, measure: Measure, comparison: Comparison): Draft[] {
  const { text, mistake, explained, rivals } = comparison;
  const weighted = layers.filter((layer) => weightsOf(layer));
  const by = (of: Measure) => [...weighted].sort((a, b) => (of(b) ?? 0) - (of(a) ?? 0));
  const [first, second] = by(measure);
  if (!first || !second || measure(first) === measure(second)) return [];
  const ends = [weighted.at(-1), weighted[0], second].flatMap((layer) => layer ?? []);
  const others = [...rivals.flatMap((rival) => by(rival).slice(0, 1)), ...ends];
  const wrong = others
    .filter((layer) => layer !== first)
    .map((layer) => ({ text: layerText(layer), mistake: mistake(layer) }));
  return [
    {
      key: first.name,
      about: t('Your whole model'),
      text,
      right: layerText(first),
      wrong,
      explanation: [explained(first, measure(first) ?? 0)],
    },
  ];
}

/** How many parameters no gradient changes. */
export function untrainedQuestions({ layers, parameters, trainable }: ModelSummary): Draft[] {
  const normalizations = layers.filter(({ kind }) => kind === 'BatchNormalization');
  const channels = normalizations.reduce((sum, { shape }) => sum + (shape.at(-1) ?? 0), 0);
  const untrained = parameters - trainable;
  if (untrained === 0 || untrained !== untrainedOfChannel * channels) return [];
  return [
    {
      key: 'model',
      about: t('Your whole model'),
      text: t('Of its {0} parameters, how many does the optimizer never change?', parameters),
      right: number(untrained),
      wrong: [
        {
          text: number(0),
          mistake: t('Batch normalization keeps numbers that are no weights of the optimizer.'),
        },
        {
          text: number(2 * untrained),
          mistake: t(
            'Gamma and beta are trained: only half of the numbers of a batch normalization are not.',
          ),
        },
        {
          text: number(channels),
          mistake: t('A moving mean and a moving variance are kept for each channel: two numbers.'),
        },
      ],
      explanation: [
        t(
          'Batch normalization has {0} channels in your model. Each keeps a moving mean and a moving variance, which follow the batches without a gradient: 2 × {0} = {1}.',
          channels,
          untrained,
        ),
      ],
    },
  ];
}
