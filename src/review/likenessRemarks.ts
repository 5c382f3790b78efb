import type { Likeness, Remark } from '../protocol/review';
import { percent, t } from '../words';

/**
 * What a tutor is told at a submission of its likeness to others.
 * @param id of the submission
 * @param nameOf how another one is called, by its id
 */
export function likenessRemarks(
  { sources, runs }: Likeness,
  id: string,
  nameOf: (id: string) => string,
): Remark[] {
  return [
    ...sources.flatMap(({ exercise, one, other, share, passages: [passage] }): Remark[] => {
      if (one !== id && other !== id) return [];
      const [here, there] = one === id ? [passage.one, passage.other] : [passage.other, passage.one];
      const text = t(
        '{0} of its own code is that of {1}, whatever names and numbers are: {2} here, {3} there.',
        percent(share),
        nameOf(one === id ? other : one),
        placeText(here),
        placeText(there),
      );
      return [{ kind: 'alike', exercise, text }];
    }),
    ...runs.flatMap(({ one, other, steps, sameTimes }): Remark[] => {
      if (one.submission !== id && other.submission !== id) return [];
      const [here, there] = one.submission === id ? [one, other] : [other, one];
      const names = [here.run, nameOf(there.submission), there.run, steps] as const;
      const text = sameTimes
        ? t(
            'Its run {0} is also in the submission of {1}, as {2}: {3} steps with the same numbers and times.',
            ...names,
          )
        : t(
            'Its run {0} has the numbers of a run of {1}, {2}, in {3} steps, at other times. The same network, seed and data give them honestly.',
            ...names,
          );
      return [{ kind: 'sameRun', text }];
    }),
  ];
}

type Place = Likeness['sources'][number]['passages'][number]['one'];

const placeText = ({ path, from, to }: Place): string => t('{0}, lines {1} to {2}', path, from, to);
