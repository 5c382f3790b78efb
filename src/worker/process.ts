import { JobServer, type JobServerOptions } from './server';

/** What a worker's program does: this process ends with it. */
export function asProcess(main: () => Promise<void>): void {
  // They go to the log, whose disk may be full: that ends no work.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  main().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
}

/** Serves one job on a socket, and resolves once nobody needs this process any more. */
export async function serve(
  options: Pick<JobServerOptions, 'socket' | 'run'>,
  prepare?: (server: JobServer) => void,
  onTerminate: (server: JobServer) => void = (server) => server.shutDown(),
): Promise<void> {
  const server = new JobServer({
    ...options,
    report: (text) => process.stderr.write(`${new Date().toISOString()} ${text}\n`),
  });
  prepare?.(server);
  process.on('SIGTERM', () => onTerminate(server));
  await server.listen();
  await server.finished;
}
