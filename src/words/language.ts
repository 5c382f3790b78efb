import * as l10n from '@vscode/l10n';

/** Translations by their English text. */
export type Bundle = Readonly<Record<string, string>>;

const english = 'en';
let current: { locale: string; bundle: Bundle } = { locale: english, bundle: {} };

/**
 * Sets the language of everything that is said from now on, numbers and dates included. Texts that are missing from the
 * bundle are said in English.
 * @param locale BCP 47 tag. A language other than English needs a bundle: without one, English is spoken.
 */
export function speak(locale: string, bundle?: Bundle): void {
  const isEnglish = /^en\b/i.test(locale);
  current = bundle || isEnglish ? { locale, bundle: bundle ?? {} } : { locale: english, bundle: {} };
  l10n.config({ contents: { ...current.bundle } });
}

/** Adds translations to the current language, such as the translations of an exercise. */
export function addWords(bundle: Bundle): void {
  speak(current.locale, { ...current.bundle, ...bundle });
}

/** BCP 47 tag of the language that is spoken. */
export function language(): string {
  return current.locale;
}

/**
 * The language that a terminal asks for, by the variables of POSIX: `LC_ALL`, else `LC_MESSAGES`, else `LANG`.
 * @returns a BCP 47 tag; English where nothing is said, or what is said is not a language.
 */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): string {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  const tag = (LC_ALL || LC_MESSAGES || LANG || english).replace(/[.@].*$/, '').replaceAll('_', '-');
  return /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag) ? tag : english;
}
