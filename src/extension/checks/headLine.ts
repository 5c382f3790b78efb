import { defineTrainingLines } from '../training/defineTraining';

/** Where a student's file begins to matter: the line of its training, else of the first value that it exports, else its first. Lines count from 0. */
export function headLine(text: string): number {
  const firstExport = text.split(/\r?\n/).findIndex((line) => /^export (?!type\b|interface\b)/.test(line));
  return defineTrainingLines(text)[0] ?? Math.max(0, firstExport);
}
