import { defineTrainingLines } from '../training/defineTraining';

/** Where a student's file begins to matter: the line of its training, else of its first export, else its first. Lines count from 0. */
export function headLine(text: string): number {
  const firstExport = text.split(/\r?\n/).findIndex((line) => line.startsWith('export '));
  return defineTrainingLines(text)[0] ?? Math.max(0, firstExport);
}
