import type { RunConfig } from '../protocol/run';
import type { CheckedSettings } from './program';
import { steeringShape } from './steering';

/** What a run records of its settings: all options of the optimizer, and how the training goes. */
export function recordedSettings(settings: CheckedSettings): NonNullable<RunConfig['settings']> {
  const names = ['optimizer', ...Object.keys(steeringShape)] as (keyof CheckedSettings)[];
  const chosen = Object.fromEntries(names.map((name) => [name, settings[name]]));
  const text = JSON.stringify(chosen, (_, value: unknown) =>
    typeof value === 'function' ? 'function' : value,
  );
  return JSON.parse(text) as NonNullable<RunConfig['settings']>;
}
