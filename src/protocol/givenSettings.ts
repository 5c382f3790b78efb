import * as z from 'zod';
import { jsonValueSchema } from './jsonValue';

/**
 * Settings that are given for one run, before those of its file, by their names in `defineTraining`. They complete what the file says:
 * in objects the parts that are named are changed, a list or a plain value is replaced, and null takes away (RFC 7396).
 */
export const givenSettingsSchema = z.record(z.string(), jsonValueSchema);

export type GivenSettings = z.infer<typeof givenSettingsSchema>;

type Tree = Readonly<Record<string, unknown>>;

/** They have one of several forms, whose parts do not mix. */
const wholes: readonly string[] = ['validateEvery'];

/** Settings changed by what is given. Another `name`, as of an optimizer, begins anew: the parts of the one before are not its own. */
export function changedSettings(settings: Tree, given: GivenSettings): Record<string, unknown> {
  return merged(settings, given, true);
}

/** What is given twice, as one: the later before the earlier. */
export function bothGiven(earlier: GivenSettings, later: GivenSettings): GivenSettings {
  return merged(earlier, later, false) as GivenSettings;
}

function merged(before: Tree, change: Tree, takesAway: boolean): Record<string, unknown> {
  const result: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(change)) {
    if (value === null && takesAway) delete result[name];
    else if (isTree(value)) result[name] = merged(partsToKeep(name, before[name], value), value, takesAway);
    else result[name] = value;
  }
  return result;
}

function partsToKeep(name: string, before: unknown, change: Tree): Tree {
  if (!isTree(before) || wholes.includes(name)) return {};
  const isAnother =
    before['name'] !== undefined && change['name'] !== undefined && before['name'] !== change['name'];
  return isAnother ? {} : before;
}

/** Whether a setting has parts. */
export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Each of them with the way to it, as in `optimizer.learningRate=0.01`. */
export function givenTexts(given: GivenSettings, above = ''): string[] {
  return Object.entries(given).flatMap(([name, value]) =>
    isTree(value)
      ? givenTexts(value as GivenSettings, `${above}${name}.`)
      : `${above}${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
}
