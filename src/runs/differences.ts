import type { RunRecord } from '../protocol/run';
import { t } from '../words';

/** A setting that is not the same in some runs. */
export interface Difference {
  /** A setting by its name in `defineTraining`, or what else it is, in words. */
  name: string;
  /** One a run, in their order; undefined where a run does not have it. */
  values: (string | undefined)[];
}

/** What a run was made from and with, by name. */
const factsOf = ({ config, codeHash, dataset, device, threads, parameters, versions }: RunRecord) =>
  new Map<string, string>([
    ...settingsOf(config),
    ...leaves(t('code'), codeHash?.slice(0, 8)),
    ...leaves(t('data set'), dataset && `${dataset.fingerprint.slice(0, 8)} ${dataset.path}`),
    ...leaves(t('device'), device),
    ...leaves(t('threads'), threads),
    ...leaves(t('parameters'), parameters),
    ...leaves(t('version'), versions),
  ]);

/** The settings of a run with the way to each, as in `loss.l2`; what was not set is left out. */
export function settingsOf(config: RunRecord['config']): [name: string, value: string][] {
  if (!config) return [];
  const { settings: { optimizer, ...others } = {}, ...plain } = config;
  // The name of the optimizer and the learning rate are settings of their own.
  const told = ['optimizer.name', 'optimizer.learningRate', 'optimizer'];
  const options = leaves('optimizer', optimizer).filter(([name]) => !told.includes(name));
  return [...leaves('', { ...plain, ...others }), ...options];
}

/** Every value of a tree with the way to it, as in `optimizer.learningRate`. */
function leaves(name: string, value: unknown): [string, string][] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves([name, key].filter(Boolean).join('.'), inner),
  );
}

/** The settings that are not the same in all of some runs, in the order in which they are recorded. */
export function differencesOf(records: readonly RunRecord[]): Difference[] {
  const settings = records.map(factsOf);
  const names = [...new Set(settings.flatMap((one) => [...one.keys()]))];
  return names
    .map((name) => ({ name, values: settings.map((one) => one.get(name)) }))
    .filter(({ values }) => values.some((value) => value !== values[0]));
}
