/** A right program with one mistake in it. */
export interface Mutant {
  name: string;
  /** The solution that the mistake was made in: option and file. */
  of: string;
  /** What is written otherwise: each text, where it first stands in the solution, by another. */
  edits: readonly (readonly [replace: string, by: string])[];
  /** The rubric item that must lose points, and the check that must say so first. */
  loses: string;
  check: string;
}

/** @throws Error when an edit would change nothing: the solution has been rewritten meanwhile. */
export function mutate(source: string, { name, edits }: Pick<Mutant, 'name' | 'edits'>): string {
  return edits.reduce((text, [replace, by]) => {
    if (!text.includes(replace) || replace === by) throw new Error(`${name}: nothing to replace: ${replace}`);
    return text.replace(replace, () => by);
  }, source);
}

/** Edits from a row of texts: what is replaced, then what by. */
export const editsOf = (texts: readonly string[]): Mutant['edits'] =>
  texts.flatMap((text, index) => (index % 2 === 0 ? [[text, texts[index + 1]] as const] : []));

/** Mutants of one solution that lose the same item, one a row: name, check, then pairs of texts. */
export function mutantsOf(
  of: string,
  loses: string,
  rows: readonly (readonly [name: string, check: string, ...edits: string[]])[],
): Mutant[] {
  return rows.map(([name, check, ...texts]) => {
    return { name, of, edits: editsOf(texts), loses, check };
  });
}
