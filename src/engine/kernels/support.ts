/** Fails where a call asks for something the engine does not record. */
export function requireChannelsLast(kernelName: string, dataFormat: string | undefined): void {
  if (dataFormat === undefined || dataFormat === 'NHWC' || dataFormat === 'channelsLast') return;
  throw new Error(
    `'${kernelName}' with dataFormat '${dataFormat}' is not supported: use channels last ('NHWC'), the default.`,
  );
}
