/** Texts of others: messages and names from a student's code, names of files, what a program printed. */

/** More of a text of others is not kept. */
const longestText = 4000;

/**
 * Control characters (C0, DEL, C1), halves of surrogate pairs, line and paragraph separators, characters that turn the direction
 * of writing, and what XML does not allow. Tab and line feed stay what they are.
 */
const obeyed = /(?![\t\n])[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/**
 * The text with its control characters written as `\u001b`: shown by whatever prints it, and obeyed by nothing. In JSON it means
 * the same as before.
 */
export function visible(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(obeyed, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** At most the first `longest` characters of a text of others, its control characters shown. */
export function foreign(text: string, longest = longestText): string {
  if (text.length <= longest) return visible(text);
  return `${visible(text.slice(0, longest).replace(/[\ud800-\udbff]$/, ''))} …`;
}
