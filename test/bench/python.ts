import { spawnSync } from 'node:child_process';

/** The first Python that can import these modules: a system's own may have them where a version manager's has not. */
export function findPython(modules: string): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', `import ${modules}`], { stdio: 'ignore' }).status === 0,
  );
}

/** What a program prints, which is numbers. @throws Error where it fails */
export function numbersOf(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): number[] {
  const { status, stdout } = spawnSync(program, args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${args.join(' ')} failed.`);
  return stdout.trim().split(/\s+/).map(Number);
}
