/** Whether a thrown value is an error of the system, or of Node.js, with one of these codes (`ENOENT`, …). */
export function hasCode(error: unknown, ...codes: readonly string[]): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code);
}
