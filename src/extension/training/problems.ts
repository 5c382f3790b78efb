import * as vscode from 'vscode';
import type { StudentProblem } from '../../protocol/run';

/** The problems that runs have found in the student's code, in the Problems panel until the next run of the same file. */
export class Problems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('lits');
  /** Files that have problems found by a run of the key's file. */
  private readonly reported = new Map<string, vscode.Uri[]>();

  /** @param trainingFile the file whose run found them. */
  show(trainingFile: string, problems: readonly StudentProblem[]): void {
    this.clear(trainingFile);
    const byFile = new Map<string, StudentProblem[]>();
    for (const problem of problems) byFile.set(problem.file, [...(byFile.get(problem.file) ?? []), problem]);
    this.reported.set(
      trainingFile,
      [...byFile.keys()].map((file) => vscode.Uri.file(file)),
    );
    for (const [file, found] of byFile) this.collection.set(vscode.Uri.file(file), found.map(diagnostic));
  }

  clear(trainingFile: string): void {
    for (const uri of this.reported.get(trainingFile) ?? []) this.collection.delete(uri);
    this.reported.delete(trainingFile);
  }

  dispose(): void {
    this.collection.dispose();
  }
}

const sources: Record<StudentProblem['source'], string> = {
  typescript: 'LiTS (types)',
  bundler: 'LiTS (imports)',
  runtime: 'LiTS (training)',
};

function diagnostic(problem: StudentProblem): vscode.Diagnostic {
  const start = new vscode.Position(problem.line - 1, problem.column - 1);
  const end = new vscode.Position(problem.line - 1, (problem.endColumn ?? problem.column + 1) - 1);
  const found = new vscode.Diagnostic(
    new vscode.Range(start, end),
    problem.message,
    problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  found.source = sources[problem.source];
  return found;
}
