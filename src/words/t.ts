import * as l10n from '@vscode/l10n';
import { visible } from './foreign';
import { number } from './formats';

/**
 * A sentence in the current language.
 * @param text the English sentence, one literal: `npm run l10n` collects it from the code
 * @param values take the places of `{0}`, `{1}`, … Numbers are written as the language writes them; an id or a year is
 * given as a string. Control characters in a value are shown: it may come from a student's code.
 */
export function t(text: string, ...values: readonly (string | number)[]): string {
  return l10n.t(text, ...values.map((value) => (typeof value === 'number' ? number(value) : visible(value))));
}
