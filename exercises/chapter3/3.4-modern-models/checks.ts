import type { Check } from 'lits/check';
import { alexnetChecks } from './checks/alexnet';
import { assemblyChecks, modelCheck } from './checks/assembly';
import { bottleneckChecks } from './checks/bottleneck';
import { skipChecks } from './checks/skip';
import { trainingChecks } from './checks/training';

export default (): Check[] => [
  ...alexnetChecks(),
  ...trainingChecks({ option: 'alexnet', side: 96 }),
  modelCheck(),
  ...skipChecks(),
  ...bottleneckChecks(),
  ...assemblyChecks(),
  ...trainingChecks({ option: 'resnet', side: 32 }),
];
