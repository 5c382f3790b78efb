export { calledKernels } from './calledKernels';
export { residualBlocks, structureOf, type Block } from './blocks';
export { depthsOf, inLayers } from './inLayers';
export { nameOf, nameOfKind } from './kinds';
export { channelsOf, type Network, type Op, type OpKind } from './network';
export { placeOf } from './placeOf';
export { networkAt, networkOfFunction } from './subjectNetwork';
