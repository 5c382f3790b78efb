import { runCli } from '../../../src/cli/program';

/** Runs `lits` in a folder, in English; its exit code and all that it prints. */
export async function runLits(
  cwd: string,
  ...args: readonly string[]
): Promise<{ code: number; text: string }> {
  let text = '';
  const sink = { write: (part: string) => (text += part) };
  const code = await runCli(args, {
    stdout: sink,
    stderr: sink,
    cwd,
    environment: { LANG: 'en_US.UTF-8' },
    workerPath: '',
    now: () => new Date(),
    onInterrupt: () => ({ dispose: () => undefined }),
  });
  return { code, text };
}
