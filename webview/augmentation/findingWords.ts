import type { PipelineFinding } from '../../src/augment';
import type { LaboratoryTexts } from '../../src/panels/laboratory';
import { fill } from '../shared/fill';

/** What stands out in a pipeline, in a sentence of the student's language. */
export function findingText(
  { id, transform, parameters, message }: PipelineFinding,
  texts: LaboratoryTexts,
  locale: string,
): string {
  const number = (value: unknown) => Number(value).toLocaleString(locale, { maximumSignificantDigits: 2 });
  switch (id) {
    case 'clamps-intensities': {
      const { after, parameter, factor } = parameters;
      if (after !== undefined) return fill(texts.findingClampsAfter, transform, String(after));
      return parameter === 'brightness'
        ? fill(texts.findingBrightness, transform, number(factor), number(1 / Number(factor)))
        : fill(texts.findingClamps, transform, String(parameter), number(factor));
    }
    case 'undone-by-normalization':
      return fill(texts.findingUndone, String(parameters['by']), transform);
    case 'no-effect-on-one-channel':
      return fill(
        texts.findingColour,
        [transform, parameters['settings']].filter((part) => part !== undefined).join(': '),
      );
    case 'batch-wide-randomness':
      return message;
  }
}
