import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as vscode from 'vscode';
import { chosenEnvironment, wakePythonExtension } from '../../../src/extension/kit/pythonExtension';

vi.mock('vscode', () => ({ extensions: { getExtension: vi.fn() } }));

/** The Python extension, as far as it is asked. */
function installed(exports: unknown, { isActive = true, activate = () => Promise.resolve() } = {}): void {
  const extension = { isActive, exports, activate };
  vi.mocked(vscode.extensions.getExtension).mockReturnValue(
    extension as unknown as vscode.Extension<unknown>,
  );
}

class Environments {
  private readonly chosen = { id: 'lab', path: '/home/a/lab/bin/python' };
  getActiveEnvironmentPath(): unknown {
    return this.chosen;
  }
}

beforeEach(() => {
  vi.mocked(vscode.extensions.getExtension).mockReturnValue(undefined);
});

describe('the environment that is chosen in the Python extension', () => {
  it('is what its public API says', () => {
    installed({ environments: new Environments() });
    expect(chosenEnvironment()).toBe('/home/a/lab/bin/python');
  });

  it.each([
    ['is not installed', () => undefined],
    ['does not run yet', () => installed({ environments: new Environments() }, { isActive: false })],
    ['has another API', () => installed({ environments: {} })],
    ['has none chosen', () => installed({ environments: { getActiveEnvironmentPath: () => undefined } })],
  ])('is unknown where the extension %s', (_how, make) => {
    make();
    expect(chosenEnvironment()).toBeUndefined();
  });

  it('stays unknown where the extension does not start, and nothing else is lost by it', async () => {
    installed(undefined, { isActive: false, activate: () => Promise.reject(new Error('broken')) });
    await expect(wakePythonExtension()).resolves.toBeUndefined();
    expect(chosenEnvironment()).toBeUndefined();
  });
});
