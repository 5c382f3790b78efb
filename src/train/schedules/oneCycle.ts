import type { PartOf } from './settings';
import type { Rates } from './rates';

type Phase = Record<'end' | 'rateFrom' | 'rateTo' | 'momentumFrom' | 'momentumTo', number>;

/** `torch.optim.lr_scheduler.OneCycleLR` (Smith and Topin, 2017), after `count` steps of `total`; later, it stays at its end. */
export function oneCycleAt(
  options: PartOf<'oneCycle'>,
  { count, base, total }: { count: number; base: Rates; total: number },
): Rates {
  const { annealStrategy, cycleMomentum } = options;
  const last = total - 1;
  const at = Math.min(count, last);
  const phases = phasesOf(options, base, last);
  const index = phases.findIndex(({ end }) => at <= end);
  const phase = phases.at(index)!;
  const start = index > 0 ? phases[index - 1].end : 0;
  const share = (at - start) / (phase.end - start);
  const between = (from: number, to: number) =>
    annealStrategy === 'cos'
      ? to + ((from - to) / 2) * (Math.cos(Math.PI * share) + 1)
      : (to - from) * share + from;
  return {
    learningRate: between(phase.rateFrom, phase.rateTo),
    momentum: cycleMomentum ? between(phase.momentumFrom, phase.momentumTo) : base.momentum,
  };
}

function phasesOf(options: PartOf<'oneCycle'>, base: Rates, last: number): Phase[] {
  const { maxLearningRate, divFactor, finalDivFactor, pctStart, threePhase } = options;
  const { baseMomentum: low, maxMomentum: high } = options;
  const largest = maxLearningRate ?? base.learningRate;
  const first = largest / divFactor;
  const smallest = first / finalDivFactor;
  const peak = pctStart * (last + 1) - 1;
  const rise = { end: peak, rateFrom: first, rateTo: largest, momentumFrom: high, momentumTo: low };
  if (!threePhase)
    return [rise, { end: last, rateFrom: largest, rateTo: smallest, momentumFrom: low, momentumTo: high }];
  return [
    rise,
    {
      end: 2 * pctStart * (last + 1) - 2,
      rateFrom: largest,
      rateTo: first,
      momentumFrom: low,
      momentumTo: high,
    },
    { end: last, rateFrom: first, rateTo: smallest, momentumFrom: high, momentumTo: high },
  ];
}
