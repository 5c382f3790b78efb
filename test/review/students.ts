/** Students whose true points are known, for classes that are generated. */

/** How a hand-in arrives. */
export const forms = ['zip', 'folder', 'platform', 'zipInZip'] as const;
export type Form = (typeof forms)[number];

export interface Student {
  name: string;
  form: Form;
  /** By exercise folder and name. */
  files: Readonly<Record<string, string>>;
  /** Points that the checks give, before they are rounded. */
  points: number;
  /** What is said of the submission. */
  remark?: RegExp;
}

const tensors = "import * as tf from '@tensorflow/tfjs';\n";
const sum = `${tensors}export function total(values: tf.Tensor1D): tf.Tensor { return values.sum(); }\n`;
const mean = `${tensors}export function mean(values: tf.Tensor1D): tf.Tensor { return values.mean(); }\n`;
const folder = '9.1-sums';
const work = (ofSum: string, ofMean: string) => ({
  [`${folder}/sum.ts`]: ofSum,
  [`${folder}/mean.ts`]: ofMean,
});

/** Work on the exercise 9.1 of the tests, which costs next to nothing to check: right, half right, wrong, hostile. */
export const sumStudents: readonly Student[] = [
  { name: 'ada', form: 'zip', files: work(sum, mean), points: 3 },
  { name: 'bob', form: 'folder', files: work(sum, mean.replace('.mean()', '.sum()')), points: 1 },
  // Right for two numbers, wrong for one: a quarter of two points.
  { name: 'cleo', form: 'platform', files: work(sum, mean.replace('.mean()', '.sum().div(2)')), points: 1.5 },
  {
    name: 'dora',
    form: 'zipInZip',
    files: {
      'anything/sum.ts': `export { total } from './helpers/adding';\n`,
      'anything/helpers/adding.ts': sum,
    },
    points: 1,
  },
];

/** A program that neither ends nor stops printing when it is loaded. */
export const endless: Student = {
  name: 'endless',
  form: 'zip',
  files: work(`for (;;) console.log('more');\n${sum}`, mean),
  points: 2,
  remark: /9\.1: .*took longer than/,
};
