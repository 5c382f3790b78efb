import type { Probe } from '../check';

/** One probe after the other, until one finds something. */
export const firstOf =
  (...probes: readonly Probe[]): Probe =>
  async (subject) => {
    for (const probe of probes) {
      const found = await probe(subject);
      if (found && [found].flat().length > 0) return found;
    }
    return undefined;
  };
