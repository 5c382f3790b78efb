import { offeredDevices, torchDevices, type ProbeMeasurement, type TorchOptions } from '../../engine';
import type { DeviceId, DeviceReport } from '../../protocol/devices';
import { t } from '../../words';
import type { ProbeOutcome } from './probe';
import { findTensorflow, tensorflowDevices } from './tensorflow';

/** Losses of two devices differ by rounding, which a few steps of an optimizer magnify; a wrong kernel shows far more. */
const tolerance = 1e-3;

/**
 * The devices worth trying: what ONNX Runtime was built for, what PyTorch has, and what the student has installed in or above the
 * folder.
 */
export async function devicesToTry(folder: string, torch: TorchOptions): Promise<DeviceId[]> {
  const installed = tensorflowDevices.filter((device) => findTensorflow(device, folder) !== undefined);
  return [...(await offeredDevices()), ...(await torchDevices(torch)), ...installed];
}

/**
 * Tries devices out one after the other, so that they do not slow each other down. The CPU comes first, because the losses
 * of all others are compared with its losses.
 */
export async function surveyDevices(
  devices: readonly DeviceId[],
  probe: (device: DeviceId) => Promise<ProbeOutcome>,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<DeviceReport[]> {
  const reports: DeviceReport[] = [];
  let truth: ProbeMeasurement | undefined;
  for (const device of devices) {
    onProgress(reports.length, devices.length);
    const outcome = await probe(device);
    if (device === 'cpu' && 'measurement' in outcome) truth = outcome.measurement;
    reports.push(reportOf(device, outcome, truth));
  }
  onProgress(devices.length, devices.length);
  return reports;
}

function reportOf(
  device: DeviceId,
  outcome: ProbeOutcome,
  truth: ProbeMeasurement | undefined,
): DeviceReport {
  if ('problem' in outcome) return { device, works: false, problem: outcome.problem };
  const { losses, stepMillis } = outcome.measurement;
  const expected = truth?.losses ?? losses;
  const step = losses.findIndex((loss, index) => !(Math.abs(loss - expected[index]) <= tolerance));
  if (step < 0) return { device, works: true, stepMillis };
  const message = truth
    ? t('loss {0} in step {1}, on the CPU {2}', losses[step], step + 1, expected[step])
    : t('loss {0} in step {1}', losses[step], step + 1);
  return { device, works: false, problem: { kind: 'wrong', message } };
}
