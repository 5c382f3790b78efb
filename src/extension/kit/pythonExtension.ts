import * as vscode from 'vscode';
import * as z from 'zod';

/** The part of the Python extension's public API that is used (`@vscode/python-extension`). */
interface Environments {
  getActiveEnvironmentPath(): unknown;
}

const isEnvironments = (value: unknown): value is Environments =>
  typeof value === 'object' &&
  value !== null &&
  'getActiveEnvironmentPath' in value &&
  typeof value.getActiveEnvironmentPath === 'function';

const apiSchema = z.object({ environments: z.custom<Environments>(isEnvironments) });
const environmentSchema = z.object({ path: z.string().min(1) });

const pythonExtension = () => vscode.extensions.getExtension<unknown>('ms-python.python');

/** The interpreter, or the folder of the environment, that is chosen in the Python extension; none while that does not run. */
export function chosenEnvironment(): string | undefined {
  const extension = pythonExtension();
  const api = extension?.isActive ? apiSchema.safeParse(extension.exports).data : undefined;
  return environmentSchema.safeParse(api?.environments.getActiveEnvironmentPath()).data?.path;
}

/** Starts the Python extension, where it is installed, so that it can say what is chosen. */
export async function wakePythonExtension(): Promise<void> {
  try {
    await pythonExtension()?.activate();
  } catch (error) {
    // Whatever is wrong with it, there are other ways to a Python.
    if (!(error instanceof Error)) throw error;
  }
}
