import type { ExportJob } from '../protocol/jobs/exportJob';

const suffixes: Readonly<Record<ExportJob['format'], string>> = { onnx: '.onnx', tfjs: '-tfjs' };

/** Name for the exported model of a run: of a file of ONNX, or of a folder of TensorFlow.js. */
export const exportName = (run: string, format: ExportJob['format']): string => `${run}${suffixes[format]}`;
