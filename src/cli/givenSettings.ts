import { readJsonFile } from '../files/jsonFile';
import { FailureError } from '../protocol/failure';
import { bothGiven, givenSettingsSchema, type GivenSettings } from '../protocol/givenSettings';
import { jsonValueSchema } from '../protocol/jsonValue';
import { t } from '../words';
import { existingPath } from './paths';

/** Options of a command that give settings of the training. */
export interface SettingOptions {
  /** A JSON file. */
  settings?: string;
  set?: GivenSettings;
  epochs?: number;
  batchSize?: number;
  seed?: number;
}

/** All settings that options give: flags come before the JSON file. @throws FailureError when that file cannot be used */
export async function settingsGiven(
  options: SettingOptions,
  cwd: string,
): Promise<GivenSettings | undefined> {
  const { settings, set, epochs, batchSize, seed } = options;
  const ownFlags = Object.entries({ epochs, batchSize, seed }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const flags = { ...set, ...Object.fromEntries(ownFlags) };
  const all = settings === undefined ? flags : bothGiven(await settingsOfFile(settings, cwd), flags);
  return Object.keys(all).length > 0 ? all : undefined;
}

async function settingsOfFile(given: string, cwd: string): Promise<GivenSettings> {
  const read = await readJsonFile(await existingPath(given, cwd, 'file'), givenSettingsSchema);
  if (read.state === 'whole') return read.value;
  throw new FailureError({
    what: t('{0} cannot be read as settings of a training.', given),
    ...(read.state === 'damaged' ? { why: read.why } : {}),
    next: t(
      'It needs an object in JSON, such as {0}.',
      '{ "epochs": 5, "optimizer": { "learningRate": 0.01 } }',
    ),
  });
}

/** Reads `name=value`, as in `optimizer.learningRate=0.01`; undefined when it is not of this form. A value is JSON, or else a text. */
export function settingOf(text: string): GivenSettings | undefined {
  const { path, value } = /^(?<path>[a-z]\w*(?:\.[a-z]\w*)*)=(?<value>.*)$/is.exec(text)?.groups ?? {};
  if (path === undefined || value === undefined) return undefined;
  return path
    .split('.')
    .reduceRight<GivenSettings[string]>(
      (inner, name) => ({ [name]: inner }),
      valueOf(value),
    ) as GivenSettings;
}

function valueOf(text: string): GivenSettings[string] {
  try {
    // 1e999 is infinite: JSON would write null, which takes a setting away.
    const read = jsonValueSchema.safeParse(JSON.parse(text));
    return read.success ? read.data : text;
  } catch {
    // Numbers such as .5 are none of JSON's.
    return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  }
}
