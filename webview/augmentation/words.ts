import { observe, type Observation } from '../../src/augment/observations';
import type { LaboratoryTexts } from '../../src/panels/laboratory';
import { fill } from '../shared/fill';
import type { Pipeline } from './pipeline';
import type { Made } from './samples';

type Texts = Pick<LaboratoryTexts, Observation['kind'] | 'failed'>;

export interface Sentence {
  weight: Observation['weight'];
  text: string;
}

/** What changed in a sample, in sentences, the gravest first. */
export function sentencesOf(made: Made, pipeline: Pipeline, texts: Texts, locale: string): Sentence[] {
  if ('problem' in made) return [{ weight: 'wrong', text: fill(texts.failed, made.problem) }];
  return observe(made.changes, pipeline).map(({ kind, weight, values }) => ({
    weight,
    text: fill(texts[kind], ...values.map((value) => shown(value, locale))),
  }));
}

function shown({ value, as }: Observation['values'][number], locale: string): string {
  switch (as) {
    case 'percent':
      return value.toLocaleString(locale, {
        style: 'percent',
        maximumFractionDigits: value > 0 && value < 0.1 ? 1 : 0,
      });
    case 'count':
      return value.toLocaleString(locale);
    case 'intensity':
      return value.toLocaleString(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  }
}
