import type { ActionName } from '../../../src/model/action.ts';
import type { ActionCase } from './action-case.ts';
import { argo } from './cases/argo.ts';
import { claims } from './cases/claims.ts';
import { jobs } from './cases/jobs.ts';
import { nodes } from './cases/nodes.ts';
import { drains } from './cases/drains.ts';
import { operators } from './cases/operators.ts';
import { pods } from './cases/pods.ts';
import { rollouts } from './cases/rollouts.ts';
import { scaling } from './cases/scaling.ts';
import { several } from './cases/several.ts';
import { silences } from './cases/silences.ts';
import { traffic } from './cases/traffic.ts';

/** Every action of the catalogue, on every kind that it is offered for. */
export const actionCases: readonly ActionCase[] = [
  ...rollouts,
  ...several,
  ...scaling,
  ...nodes,
  ...drains,
  ...pods,
  ...jobs,
  ...claims,
  ...operators,
  ...argo,
  ...traffic,
  ...silences,
];

/** Actions that have no case here, and why; an action of the catalogue has one or the other. */
export const notPlayed: Readonly<Partial<Record<ActionName, string>>> = {};
