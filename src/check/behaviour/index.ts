export { behaviourOf, type Behaviour, type Fault, type Reference, type References } from './behaviour';
export type { Comparison, Step } from './comparison';
