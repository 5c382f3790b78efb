/**
 * `tsconfig.json` for the student's chapter folder: TensorFlow.js and `lits` resolve to the typings that lie in the folder, and
 * the editor judges the code as the worker will.
 * @param typings their folder, relative.
 */
export function studentTsconfig(typings: string): string {
  const config = {
    extends: `./${typings}/tsconfig.base.json`,
    include: ['**/*.ts', `${typings}/*.d.ts`],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
