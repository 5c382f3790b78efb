import { isTree, type GivenSettings } from '../../protocol/givenSettings';
import type { Fault } from '../../protocol/validate';
import type { TrainingSettings } from '../../student';
import { t } from '../../words';

/** Settings that the file may give as a function, with an example of one that is chosen by its name. */
const byName = { optimizer: 'optimizer.name=adam', schedule: 'schedule.name=cosine' } as const;

/** What cannot be given for one run, since it is a function in the file. It may run student code, as a setting may be a getter. */
export function notGivable(settings: TrainingSettings, given: GivenSettings): Fault[] {
  const texts = [
    [
      'model',
      given['model'] === undefined ? undefined : t('It is a function, which only the file can have.'),
    ],
    [
      'augment',
      given['augment']
        ? t('It is code, which only the file can have. null is allowed: no augmentation.')
        : undefined,
    ],
    ['optimizer', notNamed('optimizer', settings, given)],
    ['schedule', notNamed('schedule', settings, given)],
  ] as const;
  return texts.flatMap(([name, text]) => (text === undefined ? [] : [{ path: [name], text }]));
}

function notNamed(
  setting: keyof typeof byName,
  settings: TrainingSettings,
  { [setting]: value }: GivenSettings,
): string | undefined {
  if (typeof value === 'string')
    return t(
      'A function can only be written in the file. Here one is chosen by its name, as in {0}.',
      byName[setting],
    );
  if (!isTree(value) || value['name'] !== undefined || typeof settings[setting] !== 'function')
    return undefined;
  return t(
    'It is a function in the file, so it has no options to change. Choose one by its name in its place, as in {0}.',
    byName[setting],
  );
}
