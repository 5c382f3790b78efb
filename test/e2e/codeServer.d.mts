export interface CodeServerPrograms {
  /** The Node that runs code-server. */
  node: string;
  /** code-server's entry file, the first argument of `node`. */
  codeServer: string;
}
export function cacheFolder(): string;
export function ensureCodeServer(report?: (line: string) => void): Promise<CodeServerPrograms>;
