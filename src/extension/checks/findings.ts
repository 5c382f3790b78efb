import { join } from 'node:path';
import * as vscode from 'vscode';
import { countedItems, faultLine, type CheckResult, type Finding } from '../../protocol/checkReport';
import { t } from '../../words';
import type { CheckReports, ReportedExercise } from './checkReports';

export const diagnosticSource = 'LiTS (check)';
/** A column beyond any line: the editor takes its end. */
const endOfLine = 1000;

/** Place of a finding in the student's file: the line from its column, or the whole line. */
export function locationOf(finding: Finding, work: string): vscode.Location | undefined {
  const { at } = finding;
  if (!at) return undefined;
  const line = at.line - 1;
  const start = new vscode.Position(line, (at.column ?? 1) - 1);
  return new vscode.Location(
    vscode.Uri.file(join(work, at.file)),
    new vscode.Range(start, new vscode.Position(line, endOfLine)),
  );
}

/** What a test has found, with expected and actual for the diff view. */
export function testMessage(check: CheckResult, finding: Finding, work: string): vscode.TestMessage {
  const { probed, expected, actual, why } = finding;
  const text = [faultLine(check, finding), probed, why].filter(Boolean).join('\n\n');
  const message = vscode.TestMessage.diff(text, expected, actual);
  const location = locationOf(finding, work);
  if (location) message.location = location;
  return message;
}

/** A finding in plain text, for the output of a test run. */
export function findingText({ probed, expected, actual, why }: Finding): string {
  const lines = [
    probed,
    t('Expected: {0}', expected),
    t('Found: {0}', actual),
    ...(why === undefined ? [] : [why]),
  ];
  return lines.join('\n');
}

/** The findings of the last check of each exercise, in the Problems panel. */
export class CheckProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('lits-checks');
  private readonly listening: vscode.Disposable;

  constructor(private readonly reports: CheckReports) {
    this.listening = reports.onDidChange(() => this.show());
  }

  dispose(): void {
    this.listening.dispose();
    this.collection.dispose();
  }

  private show(): void {
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const reported of this.reports.all())
      for (const { file, problem } of problemsOf(reported))
        byFile.set(file, [...(byFile.get(file) ?? []), problem]);
    this.collection.clear();
    for (const [file, problems] of byFile) this.collection.set(vscode.Uri.file(file), problems);
  }
}

function problemsOf({ opened, report }: ReportedExercise): { file: string; problem: vscode.Diagnostic }[] {
  // Who has chosen one option need not hear of the other.
  return countedItems(report)
    .flatMap(({ checks }) => checks)
    .flatMap((check) =>
      check.findings.flatMap((finding) => {
        const location = locationOf(finding, opened.work);
        if (!location) return [];
        return [{ file: location.uri.fsPath, problem: diagnostic(check, finding, location.range) }];
      }),
    );
}

function diagnostic(check: CheckResult, finding: Finding, range: vscode.Range): vscode.Diagnostic {
  const problem = new vscode.Diagnostic(
    range,
    `${faultLine(check, finding)}\n${findingText(finding)}`,
    vscode.DiagnosticSeverity.Warning,
  );
  problem.source = diagnosticSource;
  problem.code = check.id;
  return problem;
}
