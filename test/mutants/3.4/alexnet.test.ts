import { beforeAll } from 'vitest';
import { startEngine } from '../../../src/engine';
import { alexnetMutants } from './alexnet';
import { testMutants } from './testMutants';

beforeAll(() => startEngine());

testMutants(alexnetMutants, { of: 'alexnet/one-tower', prefix: 'alexnet' }, 'RESULTS-alexnet.md');
