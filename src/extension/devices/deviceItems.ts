import * as vscode from 'vscode';
import {
  deviceName,
  needsOf,
  stepTime,
  whyNot,
  type DeviceId,
  type DeviceReport,
} from '../../protocol/devices';
import { rough, t } from '../../words';

export interface DeviceItem extends vscode.QuickPickItem {
  report?: DeviceReport;
}

/** The devices that were tried, as a list to choose from: what works first, then what does not and why. */
export function deviceItems(reports: readonly DeviceReport[], chosen: DeviceId): DeviceItem[] {
  const cpu = reports.find(({ device }) => device === 'cpu');
  const [working, others] = [true, false].map((works) => reports.filter((report) => report.works === works));
  const separator = (label: string): DeviceItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    separator(t('Work on this machine')),
    ...working.map((report) => ({
      report,
      label: `${report.device === chosen ? '$(check)' : '$(blank)'} ${deviceName(report.device)}`,
      description: [report.device === chosen ? t('in use') : undefined, speed(report, cpu)]
        .filter((part) => part !== undefined)
        .join(' · '),
    })),
    ...(others.length > 0 ? [separator(t('Do not work on this machine'))] : []),
    ...others.map((report) => ({
      report,
      label: `$(circle-slash) ${deviceName(report.device)}`,
      description: report.device === chosen ? t('in use') : undefined,
      detail: needsAndReason(report),
    })),
  ];
}

/** "42 ms for a step, 3.1 times as fast as the CPU", of the small CNN that the device was tried with. */
function speed({ device, stepMillis }: DeviceReport, cpu: DeviceReport | undefined): string {
  if (stepMillis === undefined) return t('very slow');
  const time = stepTime(stepMillis);
  if (device === 'cpu' || !cpu?.stepMillis) return time;
  const ratio = cpu.stepMillis / stepMillis;
  return ratio >= 1
    ? t('{0}, {1} times as fast as the CPU', time, rough(ratio))
    : t('{0}, {1} times slower than the CPU', time, rough(1 / ratio));
}

/** A device that is not there is chosen to have it installed, where that can be done. */
function needsAndReason(report: DeviceReport): string {
  if (report.problem?.kind !== 'failed') return whyNot(report);
  const install = report.device === 'cuda' ? t('Choose it to install the CUDA runtime.') : undefined;
  return [needsOf(report.device), install, whyNot(report)].filter((part) => part !== undefined).join(' ');
}
