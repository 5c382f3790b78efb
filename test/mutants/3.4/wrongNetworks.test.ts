import { beforeAll } from 'vitest';
import { startEngine } from '../../../src/engine';
import { testMutants } from './testMutants';
import { wrongNetworks } from './wrongNetworks';

beforeAll(() => startEngine());

testMutants(wrongNetworks, undefined, 'RESULTS-wrong-networks.md');
