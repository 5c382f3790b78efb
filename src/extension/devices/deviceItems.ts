import * as vscode from 'vscode';
import { deviceNames, type DeviceId, type DeviceReport } from '../../protocol/devices';

export interface DeviceItem extends vscode.QuickPickItem {
  report?: DeviceReport;
}

/** The devices that were tried, as a list to choose from: what works first, then what does not and why. */
export function deviceItems(reports: readonly DeviceReport[], chosen: DeviceId): DeviceItem[] {
  const cpu = reports.find(({ device }) => device === 'cpu');
  const [working, others] = [true, false].map((works) => reports.filter((report) => report.works === works));
  const separator = (label: string): DeviceItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    separator(vscode.l10n.t('Work on this machine')),
    ...working.map((report) => ({
      report,
      label: `${report.device === chosen ? '$(check)' : '$(blank)'} ${deviceNames[report.device]}`,
      description: [report.device === chosen ? vscode.l10n.t('in use') : undefined, speed(report, cpu)]
        .filter((part) => part !== undefined)
        .join(' · '),
    })),
    ...(others.length > 0 ? [separator(vscode.l10n.t('Do not work on this machine'))] : []),
    ...others.map((report) => ({
      report,
      label: `$(circle-slash) ${deviceNames[report.device]}`,
      description: report.device === chosen ? vscode.l10n.t('in use') : undefined,
      detail: whyNot(report),
    })),
  ];
}

/** "42 ms for a step, 3.1 times as fast as the CPU", of the small CNN that the device was tried with. */
function speed({ device, stepMillis }: DeviceReport, cpu: DeviceReport | undefined): string {
  if (stepMillis === undefined) return vscode.l10n.t('very slow');
  const shown = (value: number) => value.toLocaleString(vscode.env.language, { maximumSignificantDigits: 2 });
  const millis = vscode.l10n.t('{0} ms for a step of a small CNN on 8 slices', shown(stepMillis));
  if (device === 'cpu' || !cpu?.stepMillis) return millis;
  const ratio = cpu.stepMillis / stepMillis;
  return ratio >= 1
    ? vscode.l10n.t('{0}, {1} times as fast as the CPU', millis, shown(ratio))
    : vscode.l10n.t('{0}, {1} times slower than the CPU', millis, shown(1 / ratio));
}

/** What a device needs, and why it cannot be chosen. */
export function whyNot({ device, problem }: DeviceReport): string {
  const message = problem?.message ?? '';
  const reasons = {
    failed: vscode.l10n.t('Cannot be used here: {0}.', message),
    crashed: vscode.l10n.t('Its driver or library crashes: {0}.', message),
    silent: vscode.l10n.t('It gives no answer: {0}.', message),
    wrong: vscode.l10n.t('It computes wrong numbers: {0}.', message),
  };
  const reason = problem ? reasons[problem.kind] : vscode.l10n.t('It does not work.');
  const needs = problem?.kind === 'failed' ? needsOf(device) : undefined;
  return needs ? `${needs} ${reason}` : reason;
}

function needsOf(device: DeviceId): string | undefined {
  if (device === 'webgpu') return vscode.l10n.t('Needs a GPU and its current driver.');
  if (device === 'cuda')
    return vscode.l10n.t(
      'Needs an NVIDIA GPU, CUDA 12 with cuDNN 9, and the CUDA runtime (choose to install it).',
    );
  return undefined;
}
