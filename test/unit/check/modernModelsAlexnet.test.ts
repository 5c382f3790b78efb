import { beforeAll, vi } from 'vitest';
import { startEngine } from '../../../src/engine';
import { alexnetMutants } from '../../mutants/3.4/alexnet';
import { testMutants } from './mutants';

vi.setConfig({ testTimeout: 600_000 });
beforeAll(() => startEngine());

testMutants(alexnetMutants, { of: 'alexnet/one-tower', prefix: 'alexnet' }, 'RESULTS-alexnet.md');
