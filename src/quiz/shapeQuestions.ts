import type { LayerSummary, LayerWindow, ModelSummary } from '../protocol/modelSummary';
import { number, t } from '../words';
import { product, reachOf, sidesAfter, sizesOf } from './arithmetic';
import type { Draft, WrongChoice } from './draft';
import { layerText, shapeText } from './texts';

/** A layer that moves a window over pictures, with what it takes and gives. */
interface Windowed {
  layer: LayerSummary;
  window: LayerWindow;
  sides: readonly number[];
  channels: { before: number; after: number };
}

/** The shape after a convolution, a pool, a flatten or a global average. */
export function shapeQuestions(model: ModelSummary): Draft[] {
  const text = (input: readonly number[]) =>
    t('It takes {0}. What is the shape of its output?', shapeText(input));
  const windowed = windowedLayers(model).map((one): Draft => {
    const { layer, window, sides } = one;
    const right = sidesAfter(sides, window);
    const wrong = [
      otherPadding(one),
      ...(window.stride.some((step) => step > 1)
        ? [
            {
              text: shapeAfter(one, { ...window, stride: [1, 1] }),
              mistake: t('With stride {0}, only one of {0} places in a row has an output.', window.stride[0]),
            },
          ]
        : []),
      ...wrongChannels(one, right),
    ];
    return {
      key: layer.name,
      about: layerText(layer),
      text: text([...sides, one.channels.before]),
      right: shapeAfter(one, window),
      wrong,
      explanation: [...sidesExplained(one, window), channelsExplained(one)],
      ...placeOf(layer),
    };
  });
  return [...windowed, ...model.layers.flatMap((layer) => gathered(layer, text))];
}

/** The shape if one attribute of a layer were another. */
export function strideQuestions(model: ModelSummary): Draft[] {
  return windowedLayers(model).flatMap((one): Draft[] => {
    const { layer, window, sides } = one;
    if (window.stride[0] !== window.stride[1]) return [];
    const step = window.stride[0] === 1 ? 2 : 1;
    const changed = { ...window, stride: [step, step] };
    const right = sidesAfter(sides, changed);
    const now = sidesAfter(sides, window);
    return [
      {
        key: layer.name,
        about: layerText(layer),
        text: t(
          'It takes {0}. What would the shape of its output be with stride {1}?',
          shapeText([...sides, one.channels.before]),
          step,
        ),
        right: shapeAfter(one, changed),
        wrong: [
          {
            text: shapeText([...now, one.channels.after]),
            mistake: t(
              'That is the shape with stride {0}, as it is now: the stride says how far apart the outputs lie.',
              window.stride[0],
            ),
          },
          {
            text: shapeText([...right, one.channels.after * 2]),
            mistake: t(
              'A stride does not change the number of channels. Networks only often double them there.',
            ),
          },
          {
            text: shapeText([...now.map((side) => Math.ceil(side / step ** 2)), one.channels.after]),
            mistake: t('The stride works once for rows and once for columns, not twice for each.'),
          },
          otherPadding({ ...one, window: changed }),
          ...wrongChannels(one, right),
        ],
        explanation: [
          ...sidesExplained(one, changed),
          t('The number of channels stays {0}.', one.channels.after),
        ],
        ...placeOf(layer),
      },
    ];
  });
}

/** The shape if the padding were the other one. */
export function paddingQuestions(model: ModelSummary): Draft[] {
  return windowedLayers(model).flatMap((one): Draft[] => {
    const { layer, window, sides, channels } = one;
    const changed = withOtherPadding(window);
    const [right, now] = [sidesAfter(sides, changed), sidesAfter(sides, window)];
    if (right.join() === now.join()) return [];
    return [
      {
        key: layer.name,
        about: layerText(layer),
        text: t(
          'It takes {0}. What would the shape of its output be with padding {1}?',
          shapeText([...sides, channels.before]),
          changed.padding,
        ),
        right: shapeAfter(one, changed),
        wrong: [
          {
            text: shapeAfter(one, window),
            mistake: t('That is the shape with padding {0}, as it is now.', window.padding),
          },
          ...wrongBorder(one, changed),
          ...wrongChannels(one, right),
        ],
        explanation: [...sidesExplained(one, changed), channelsExplained(one)],
        ...placeOf(layer),
      },
    ];
  });
}

function wrongBorder({ sides, window, channels }: Windowed, changed: LayerWindow): WrongChoice[] {
  const reaches = [0, 1].map((axis) => reachOf(window, axis));
  const after = sidesAfter(sides, changed);
  const told = (lost: readonly number[]) =>
    shapeText([...after.map((side, axis) => side - lost[axis]), channels.after]);
  if (changed.padding === 'same')
    return [
      {
        text: told(reaches.map((reach) => 1 - reach)),
        mistake: t('Padding same makes up for the border: it does not make the picture larger.'),
      },
    ];
  return [
    {
      text: told([1, 1]),
      mistake: t('One place is left out: the first window counts, too (the + 1 of the formula).'),
    },
    {
      text: told(reaches.map((reach) => -Math.floor((reach - 1) / 2))),
      mistake: t('The border is lost on both sides of the picture, not on one.'),
    },
  ];
}

function windowedLayers({ layers }: ModelSummary): Windowed[] {
  return layers.flatMap((layer) => {
    const { kind, window } = layer;
    const [input, output] = [sizesOf(layer.inputShape), sizesOf(layer.shape)];
    const isKnown = kind === 'Conv2D' || pools.has(kind);
    if (!isKnown || !window || input?.length !== 3 || output?.length !== 3) return [];
    const sides = input.slice(0, 2);
    // What the model itself says counts; where it says something else, the layer is none that we know.
    if (sidesAfter(sides, window).join() !== output.slice(0, 2).join()) return [];
    return [{ layer, window, sides, channels: { before: input[2], after: output[2] } }];
  });
}

const pools = new Set(['MaxPooling2D', 'AveragePooling2D']);

const shapeAfter = ({ sides, channels }: Windowed, window: LayerWindow): string =>
  shapeText([...sidesAfter(sides, window), channels.after]);

const withOtherPadding = (window: LayerWindow): LayerWindow => ({
  ...window,
  padding: window.padding === 'same' ? 'valid' : 'same',
});

function otherPadding(one: Windowed): WrongChoice {
  const other = withOtherPadding(one.window);
  return {
    text: shapeAfter(one, other),
    mistake: t('That would be the shape with padding {0}.', other.padding),
  };
}

/** @param sides of the right answer */
function wrongChannels({ layer, channels }: Windowed, sides: readonly number[]): WrongChoice[] {
  const isPool = pools.has(layer.kind);
  return [
    {
      text: shapeText([...sides, isPool ? channels.before * 2 : channels.before]),
      mistake: isPool
        ? t('A pool works on each channel by itself: their number stays.')
        : t('A convolution gives one channel for each filter, however many it takes.'),
    },
    {
      text: shapeText([channels.after, ...sides]),
      mistake: t('That is the order of PyTorch. In TensorFlow.js, channels come last.'),
    },
    {
      text: shapeText([...sides, 1]),
      mistake: t('Each filter sums over the channels that come in; there are as many outputs as filters.'),
    },
  ];
}

function sidesExplained({ sides }: Windowed, window: LayerWindow): string[] {
  const { size, dilation, stride, padding } = window;
  const after = sidesAfter(sides, window);
  const isSquare = [sides, size, dilation, stride].every(([rows, columns]) => rows === columns);
  const axes = isSquare ? [0] : [0, 1];
  return axes.flatMap((axis) => {
    const reach = reachOf(window, axis);
    const dilated =
      reach > size[axis]
        ? [
            t(
              'With dilation {0} a window of {1} spans ({1} − 1) × {0} + 1 = {2} pixels.',
              dilation[axis],
              size[axis],
              reach,
            ),
          ]
        : [];
    const rule =
      padding === 'same'
        ? t(
            'Padding same adds a border so that only the stride counts: ⌈{0} / {1}⌉ = {2}.',
            sides[axis],
            stride[axis],
            after[axis],
          )
        : t(
            'Padding valid keeps the windows that lie whole in the picture: ⌊({0} − {1}) / {2}⌋ + 1 = {3}.',
            sides[axis],
            reach,
            stride[axis],
            after[axis],
          );
    return [...dilated, rule];
  });
}

function channelsExplained({ layer, channels }: Windowed): string {
  return pools.has(layer.kind)
    ? t('A pool works on each channel by itself, so there are {0} as before.', channels.after)
    : t('Each of the {0} filters gives one channel.', channels.after);
}

function gathered(layer: LayerSummary, text: (input: readonly number[]) => string): Draft[] {
  const input = sizesOf(layer.inputShape);
  if (input?.length !== 3) return [];
  const [rows, columns, channels] = input;
  const about = { key: layer.name, about: layerText(layer), text: text(input), ...placeOf(layer) };
  if (layer.kind === 'Flatten')
    return [
      {
        ...about,
        right: number(product(input)),
        wrong: [
          {
            text: number(channels),
            mistake: t('That would be a global average or maximum. A flatten keeps every number.'),
          },
          { text: number(rows * columns), mistake: t('The channels are left out.') },
          {
            text: shapeText([rows * columns, channels]),
            mistake: t('A flatten leaves one axis besides the batch, not two.'),
          },
        ],
        explanation: [
          t('A flatten keeps every number and leaves one axis: {0} = {1}.', shapeText(input), product(input)),
        ],
      },
    ];
  if (layer.kind !== 'GlobalAveragePooling2D' && layer.kind !== 'GlobalMaxPooling2D') return [];
  return [
    {
      ...about,
      right: number(channels),
      wrong: [
        { text: number(product(input)), mistake: t('That would be a flatten, which keeps every number.') },
        {
          text: shapeText([1, 1, channels]),
          mistake: t('In TensorFlow.js, the axes of rows and columns are gone afterwards.'),
        },
        { text: number(rows * columns), mistake: t('It goes over rows and columns, and the channels stay.') },
      ],
      explanation: [
        t('Each of the {0} channels of {1} becomes one number.', channels, shapeText([rows, columns])),
      ],
    },
  ];
}

/** Where the code asks for a layer, as a question has it. */
export const placeOf = ({ at }: LayerSummary): Pick<Draft, 'at'> => (at ? { at } : {});
