import { accessCases } from './cases/access.ts';
import { clusterCases } from './cases/cluster.ts';
import { createCases } from './cases/create.ts';
import { customResourceCases } from './cases/custom-resources.ts';
import { evictionCases } from './cases/eviction.ts';
import { nodeCases } from './cases/nodes.ts';
import { objectCases } from './cases/objects.ts';
import { patchCases } from './cases/patch.ts';
import { rollbackCases } from './cases/rollback.ts';
import { scaleCases } from './cases/scale.ts';
import type { ContractCase } from './contract-case.ts';

/** All requests that the real and the simulated API server must answer alike. */
export const contractCases: ContractCase[] = [
  ...createCases,
  ...objectCases,
  ...patchCases,
  ...scaleCases,
  ...nodeCases,
  ...rollbackCases,
  ...evictionCases,
  ...accessCases,
  ...clusterCases,
  ...customResourceCases,
];
