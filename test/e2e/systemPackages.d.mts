export interface SystemNeed {
  program: string;
  package: string;
}
export function findProgram(name: string): string | undefined;
export function requireDebianPackages(needs: SystemNeed[], report: (line: string) => void): Promise<void>;
