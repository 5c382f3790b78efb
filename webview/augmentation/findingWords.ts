import type { PipelineFinding } from '../../src/augment';
import { number, t } from '../../src/words';

/** What stands out in a pipeline, in a sentence of the student's language. */
export function findingText({ id, transform, parameters, message }: PipelineFinding): string {
  const short = (value: unknown) => number(Number(value), { maximumSignificantDigits: 2 });
  switch (id) {
    case 'clamps-intensities': {
      const { after, parameter, factor } = parameters;
      if (after !== undefined)
        return t(
          '{0} cuts values off at 0 and 1, but after {1} about half of them lie below 0: those tissues all become one black. Put it before {1}.',
          transform,
          String(after),
        );
      return parameter === 'brightness'
        ? t(
            '{0} multiplies by up to {1}: everything brighter than {2} becomes the same white, and differences of density (HU) there are lost.',
            transform,
            short(factor),
            short(1 / Number(factor)),
          )
        : t(
            '{0} with {1} up to {2} pushes dark and bright tissue beyond black and white, where it is cut off: differences of density (HU) there are lost.',
            transform,
            String(parameter),
            short(factor),
          );
    }
    case 'undone-by-normalization':
      return t(
        '{0} brings every picture to the same intensities, and so undoes what {1} did before it. Put {1} after it, or leave one of them out.',
        String(parameters['by']),
        transform,
      );
    case 'no-effect-on-one-channel':
      return t(
        '{0} changes nothing: a CT slice has one channel, and so no colour.',
        [transform, parameters['settings']].filter((part) => part !== undefined).join(': '),
      );
    case 'batch-wide-randomness':
      return message;
  }
}
