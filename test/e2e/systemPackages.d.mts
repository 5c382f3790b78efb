export interface SystemNeed {
  /** One of these must be on the PATH. */
  programs: string[];
  /** Debian's packages that bring it. */
  packages: string[];
}
export const browserNeeds: SystemNeed[];
export function findProgram(...names: string[]): string | undefined;
export function requireDebianPackages(needs: SystemNeed[], report: (line: string) => void): Promise<void>;
