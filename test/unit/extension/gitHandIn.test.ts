import { beforeEach, describe, expect, it } from 'vitest';
import { gitTarget, handIn, type GitRepository } from '../../../src/extension/submission/gitHandIn';

/** Stands in for VS Code's Git: remembers what it was asked for. */
class FakeRepository implements GitRepository {
  readonly calls: string[] = [];
  failing: { call: string; gitErrorCode: string; stderr?: string } | undefined;
  changes: string[] = ['/work/a.ts'];
  state: GitRepository['state'] = {
    HEAD: { name: 'main', upstream: {}, ahead: 0 },
    remotes: [{ name: 'origin', isReadOnly: false }],
    mergeChanges: [],
    indexChanges: [],
  };

  status = () => Promise.resolve();
  add = (paths: string[]) => {
    const indexChanges = this.changes.map((fsPath) => ({ uri: { fsPath } }));
    this.state = { ...this.state, indexChanges };
    return this.call(`add ${paths.join(' ')}`);
  };
  commit = (message: string) => this.call(`commit ${message}`);
  push = (...target: unknown[]) => this.call(`push ${target.join(' ')}`);

  private call(text: string): Promise<void> {
    this.calls.push(text);
    const { failing } = this;
    if (failing && text.startsWith(failing.call))
      return Promise.reject(Object.assign(new Error('Failed to execute git'), failing));
    return Promise.resolve();
  }
}

let repository: FakeRepository;
beforeEach(() => {
  repository = new FakeRepository();
});
const hand = (records: string[] = []) =>
  handIn(repository, { work: ['/work/a.ts'], records, message: 'Hand in' });
const change = (state: Partial<GitRepository['state']>) => {
  repository.state = { ...repository.state, ...state };
};

describe('a hand-in with Git', () => {
  it('adds the files alone, commits and pushes them', async () => {
    expect((await hand()).isNew).toBe(true);
    expect(repository.calls).toEqual(['add /work/a.ts', 'commit Hand in', 'push origin main false']);
  });

  it('makes a new branch known to the server', async () => {
    change({ HEAD: { name: 'exercise' } });
    await hand();
    expect(repository.calls.at(-1)).toBe('push origin exercise true');
  });

  it('says so where the repository ignores reports and runs, and hands the rest in', async () => {
    const stderr = 'The following paths are ignored by one of your .gitignore files:\n.lits';
    repository.failing = { call: 'add /work/.lits', gitErrorCode: '', stderr };
    expect(await hand(['/work/.lits/checks/3.2.json'])).toEqual({ isNew: true, isWithoutRecords: true });
    expect(repository.calls.at(-1)).toBe('push origin main false');
  });

  it('makes no empty commit', async () => {
    repository.changes = [];
    expect((await hand()).isNew).toBe(false);
    expect(repository.calls).toEqual(['add /work/a.ts']);
  });

  it('pushes what was committed before and did not arrive', async () => {
    repository.changes = [];
    change({ HEAD: { name: 'main', upstream: {}, ahead: 1 } });
    expect((await hand()).isNew).toBe(true);
    expect(repository.calls.at(-1)).toBe('push origin main false');
  });

  it.each([
    ['conflicts', { mergeChanges: [{}] }, 'Resolve them'],
    ['no branch', { HEAD: undefined }, 'Choose a branch'],
    ['no remote', { remotes: [] }, 'Add Remote'],
  ])('does nothing with %s, and says the way out', async (_, state, next) => {
    change(state);
    await expect(hand()).rejects.toMatchObject({
      failure: { next: expect.stringContaining(next) as string },
    });
    expect(repository.calls).toEqual([]);
  });

  it.each([
    ['commit', 'NoUserNameConfigured', /who you are/],
    ['push', 'PushRejected', /committed here, but not handed in yet.*do not have here/],
    ['push', 'AuthenticationFailed', /did not let you push/],
    ['push', 'RemoteConnectionError', /cannot be reached/],
    ['push', 'SomethingNew', /Git could not do it/],
  ])('says what to do when Git fails to %s with %s', async (call, gitErrorCode, what) => {
    repository.failing = { call, gitErrorCode, stderr: 'fatal: reason' };
    await expect(hand()).rejects.toMatchObject({
      failure: {
        what: expect.stringMatching(what) as string,
        next: expect.any(String) as string,
        why: 'fatal: reason',
      },
    });
  });
});

it('takes origin where there are several remotes, and none that cannot be written to', () => {
  const remotes = ['course', 'origin'].map((name) => ({ name, isReadOnly: false }));
  change({ remotes });
  expect(gitTarget(repository).remote).toBe('origin');
  change({
    remotes: [
      { name: 'origin', isReadOnly: true },
      { name: 'mine', isReadOnly: false },
    ],
  });
  expect(gitTarget(repository).remote).toBe('mine');
});
