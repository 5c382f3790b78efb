import type { LayerSummary, ModelSummary } from '../protocol/modelSummary';
import { number, t } from '../words';
import { reachOf } from './arithmetic';
import type { Draft } from './draft';
import { placeOf } from './shapeQuestions';
import { layerText } from './texts';

/** How much of the slice a number of a layer's output depends on. */
export function fieldQuestions({ layers }: ModelSummary): Draft[] {
  const isSquare = layers.every(
    ({ window }) => !window || [window.size, window.stride, window.dilation].every(isEqual),
  );
  if (!isSquare) return [];
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const flat = fieldsWithoutStrides(layers);
  return layers.flatMap((layer): Draft[] => {
    const { window, receptiveField: field } = layer;
    const sources = layer.inputs.flatMap((name) => byName.get(name) ?? []);
    const [source] = sources;
    if (!window || typeof field !== 'number' || sources.length !== 1 || !source) return [];
    const { receptiveField: before, jump } = source;
    // The first layer's is its window.
    if (typeof before !== 'number' || before === 1) return [];
    const [reach, stride] = [reachOf(window, 0), window.stride[0]];
    return [
      {
        key: layer.name,
        about: layerText(layer),
        text: t(
          'What is its receptive field: the side, in pixels of the slice, of the square that one number of its output depends on?',
        ),
        right: number(field),
        wrong: [
          {
            text: number(flat.get(layer.name) ?? reach),
            mistake: t(
              'The strides of the layers before it are left out: its neighbours lie {0} pixels apart.',
              jump,
            ),
          },
          {
            text: number(before + (reach - 1) * jump * stride),
            mistake: t('The stride of a layer counts for those after it, and not yet for itself.'),
          },
          {
            text: number(before + reach * jump),
            mistake: t(
              'The first place of the window is in the {0} pixels already: {1} more are added.',
              before,
              reach - 1,
            ),
          },
          {
            text: number(reach),
            mistake: t(
              'That is its window on what it takes, which itself depends on {0} pixels of the slice.',
              before,
            ),
          },
          {
            text: number(before * reach),
            mistake: t('The squares that neighbours depend on overlap: they do not multiply.'),
          },
        ],
        explanation: [
          t(
            'One number that it takes depends on {0} pixels, and neighbours lie {1} pixels apart (all strides before it, multiplied).',
            before,
            jump,
          ),
          t('Its window spans {2}: {0} + ({2} − 1) × {1} = {3}.', before, jump, reach, field),
        ],
        ...placeOf(layer),
      },
    ];
  });
}

const isEqual = ([rows, columns]: readonly number[]) => rows === columns;

/** What the receptive fields would be if every stride were 1: a typical mistake. */
function fieldsWithoutStrides(layers: readonly LayerSummary[]): Map<string, number> {
  const fields = new Map<string, number>();
  for (const { name, inputs, window } of layers) {
    const before = Math.max(1, ...inputs.flatMap((input) => fields.get(input) ?? []));
    fields.set(name, before + (window ? reachOf(window, 0) - 1 : 0));
  }
  return fields;
}
