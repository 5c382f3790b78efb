import { describe } from 'vitest';
import { testModels } from './modelTests';

describe('with the weights and slices that PyTorch has', () => testModels(() => Promise.resolve({})));
