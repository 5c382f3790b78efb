import { t } from '../words';
import { transformSpecs } from './catalog';
import type { TransformDescription } from './spec';

/**
 * A description as the TypeScript that makes it, without the import; parameters that have their default are left out.
 * @throws RangeError for code of the student's own, which a description does not hold.
 */
export function codeOf(description: TransformDescription, indent = ''): string {
  const { name, custom, parameters = {}, transforms } = description;
  if (custom) throw new RangeError(t('{0} is code of your own; it cannot be written again.', name));
  const defaults = transformSpecs.find((spec) => spec.name === name)?.parameters ?? [];
  const options = Object.entries(parameters)
    .filter(([key, value]) => !equal(value, defaults.find((known) => known.name === key)?.default))
    .map(([key, value]) => `${key}: ${literal(value)}`)
    .join(', ');
  const object = options && `{ ${options} }`;
  if (!transforms) return `new ${name}(${object})`;
  const inner = `${indent}  `;
  const list = transforms.map((part) => `${inner}${codeOf(part, inner)},\n`).join('');
  return `new ${name}([${list && `\n${list}${indent}`}]${object && `, ${object}`})`;
}

/** Names that code needs to import from `lits`, in order. */
export function importsOf({ name, transforms = [] }: TransformDescription): string[] {
  return [...new Set([name, ...transforms.flatMap(importsOf)])].sort();
}

function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}
