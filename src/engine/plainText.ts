/** A message of ONNX Runtime without its names of nodes and its code numbers. */
export function plainText(message: string): string {
  const status = /Status Message: (.*)/s.exec(message)?.[1] ?? message;
  return status
    .replace(/^.*\[ONNXRuntimeError\][^:]*:[^:]*:[^:]*: /s, '')
    .replace(/^\S+\.(cc|h):\d+ .*? was (true|false)\. /s, '')
    .replace(/^\S+\.(cc|h):\d+ .*?\) /, '')
    .trim();
}
