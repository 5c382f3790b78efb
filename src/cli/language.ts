import { parseArgs } from 'node:util';
import { languageOf } from '../words';

/** Name of the option that chooses the language. */
export const languageOption = 'lang';

/** The language that is asked for: by `--lang`, else by the variables of the terminal. */
export function wantedLanguage(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const { values } = parseArgs({
    args: [...args],
    options: { [languageOption]: { type: 'string' } },
    strict: false,
  });
  const chosen = values[languageOption];
  return typeof chosen === 'string' ? languageOf({ LANG: chosen }) : languageOf(environment);
}
