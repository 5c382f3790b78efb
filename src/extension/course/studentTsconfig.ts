/**
 * `tsconfig.json` for the student's chapter folder: TensorFlow.js and `lits` resolve to the typings that lie in the folder.
 * @param typings their folder, relative.
 */
export function studentTsconfig(typings: string): string {
  const config = {
    compilerOptions: {
      target: 'ES2022',
      module: 'ESNext',
      moduleResolution: 'bundler',
      lib: ['ES2023', 'DOM'],
      types: [],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      paths: { lits: [`./${typings}/lits`], '@tensorflow/*': [`./${typings}/@tensorflow/*`] },
    },
    include: ['**/*.ts'],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
