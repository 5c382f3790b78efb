import type { Mutant } from './mutants';
import type { Aspect } from './oracle';

/** What a task leaves open: changes after which a model differs from the one before, and is right as well. */
const free: readonly {
  reason: string;
  /** In nothing else may it differ. */
  aspects: readonly Aspect[];
  isMeant: (mutant: Mutant, change: { before: string; after: string }) => boolean;
}[] = [
  {
    reason: 'the factor of the moving averages is free between 0 and 1',
    aspects: ['averages'],
    isMeant: ({ mutation: { what } }, { after }) =>
      what === 'momentum' && (after === '' || between(numberIn(after), 0.01, 0.9995)),
  },
  {
    reason: 'the task does not speak of the epsilon of a batch norm, as long as it is small',
    aspects: ['evaluation', 'training', 'averages'],
    isMeant: ({ mutation: { what } }, { after }) =>
      what === 'epsilon' && (after === '' || numberIn(after) <= 0.01),
  },
  {
    reason: 'a bias in front of a batch norm does nothing',
    aspects: ['parameters'],
    isMeant: ({ origin: { family }, mutation: { what, layer } }) =>
      family.name === 'resnet50' && what === 'useBias' && layer === 'conv2d',
  },
  {
    reason: 'where a slice is cropped or resized first, any padding is right that leaves 6 × 6 × 256',
    aspects: ['evaluation', 'training'],
    isMeant: ({ origin: { name } }, { before, after }) =>
      /^alexnet\/(paper-start|cropped-224|resized-227)$/.test(name) &&
      /same|valid|padding/i.test(`${before}${after}`),
  },
  {
    reason: 'dropout may have any rate, or be left out where another one is left',
    aspects: ['training'],
    isMeant: (_mutant, { before, after }) =>
      /dropout|rate/.test(`${before}${after}`) && !/gaussian|alpha/.test(after),
  },
];

const numberIn = (text: string) => Number(/[-\d.e]+$/.exec(text.replaceAll(/[\s{},]+$/g, ''))?.[0]);
const between = (value: number, least: number, most: number) => value >= least && value <= most;

/** Why a model that differs in these aspects is right, where it is. */
export function reasonToBeFree(mutant: Mutant, differs: readonly Aspect[]): string | undefined {
  const { start, end, text } = mutant.mutation;
  const change = { before: mutant.origin.text.slice(start, end), after: text };
  const rule = free.find(
    ({ aspects, isMeant }) => differs.every((aspect) => aspects.includes(aspect)) && isMeant(mutant, change),
  );
  return rule?.reason;
}
