import { beforeAll } from 'vitest';
import { startOnOneThread } from '../engine';
import { alexnetMutants } from './alexnet';
import { testMutants } from './testMutants';

beforeAll(() => startOnOneThread());

testMutants(alexnetMutants, { of: 'alexnet/one-tower', prefix: 'alexnet' }, 'RESULTS-alexnet.md');
