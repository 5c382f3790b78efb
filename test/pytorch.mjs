/** A Python with PyTorch, for tests of the devices `torch`: found as the engine finds it, or installed with apt where possible. */
import { spawnSync } from 'node:child_process';
import { aptInstall } from './e2e/systemPackages.mjs';

/** The interpreters that the engine tries on this system. */
const candidates = ['python3', 'python', '/usr/bin/python3'];
/** Debian's, for there is no other that could be installed without downloading gigabytes. */
const debianPackage = 'python3-torch';

const hasPytorch = (python) =>
  spawnSync(python, ['-c', 'import importlib.util, sys; sys.exit(importlib.util.find_spec("torch") is None)'])
    .status === 0;

export const pytorch = {
  /** The first Python that has PyTorch. */
  python: () => candidates.find(hasPytorch),
  /** Why there is none, if so. */
  missing: () =>
    pytorch.python() ? undefined : `no Python has PyTorch; on Debian: sudo apt-get install ${debianPackage}`,
  /** Installs it where there is none and where it can be installed. */
  bring(report) {
    if (!pytorch.python()) aptInstall([debianPackage], report);
  },
};
