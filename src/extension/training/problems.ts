import * as vscode from 'vscode';
import type { StudentProblem } from '../../protocol/run';

/** The problems that runs have found in the student's code, in the Problems panel until the next run of the same file. */
export class Problems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('lits');
  /** What a run of the key's file has found. */
  private readonly found = new Map<string, readonly StudentProblem[]>();
  private readonly listening = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    for (const { fsPath } of uris) this.update(fsPath);
  });

  /** @param trainingFile the file whose run found them. */
  show(trainingFile: string, problems: readonly StudentProblem[]): void {
    const earlier = this.found.get(trainingFile) ?? [];
    this.found.set(trainingFile, problems);
    for (const file of new Set([...earlier, ...problems].map((problem) => problem.file))) this.update(file);
  }

  /** What runs have found in a file. */
  foundIn(file: string): StudentProblem[] {
    return [...this.found.values()].flat().filter((problem) => problem.file === file);
  }

  clear(trainingFile: string): void {
    this.show(trainingFile, []);
  }

  dispose(): void {
    this.listening.dispose();
    this.collection.dispose();
  }

  private update(file: string): void {
    const uri = vscode.Uri.file(file);
    const problems = this.foundIn(file);
    const told = problems.length > 0 ? vscode.languages.getDiagnostics(uri) : [];
    const shown = problems.filter((problem) => !isTold(problem, told)).map(diagnostic);
    // Every change tells all who listen, this one included.
    const before = this.collection.get(uri) ?? [];
    const isSame = ({ message, range }: vscode.Diagnostic, index: number) =>
      message === before[index]?.message && range.isEqual(before[index].range);
    if (shown.length !== before.length || !shown.every(isSame)) this.collection.set(uri, shown);
  }
}

/** A file that is open shows the errors of the editor's own TypeScript: the same one is told once. */
function isTold({ source, line }: StudentProblem, told: readonly vscode.Diagnostic[]): boolean {
  return (
    source === 'typescript' &&
    told.some((other) => other.source === 'ts' && other.range.start.line === line - 1)
  );
}

/** A column beyond any line: the editor takes its end. */
const endOfLine = 1000;

const sources: Record<StudentProblem['source'], string> = {
  typescript: 'LiTS (types)',
  bundler: 'LiTS (imports)',
  runtime: 'LiTS (training)',
};

function diagnostic(problem: StudentProblem): vscode.Diagnostic {
  const start = new vscode.Position(problem.line - 1, problem.column - 1);
  const end = new vscode.Position(problem.line - 1, (problem.endColumn ?? endOfLine) - 1);
  const found = new vscode.Diagnostic(
    new vscode.Range(start, end),
    problem.message,
    problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  found.source = sources[problem.source];
  return found;
}
