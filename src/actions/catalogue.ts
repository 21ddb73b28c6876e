import type { ActionName } from '../model/action.ts';
import type { Action } from './action.ts';
import { cordon } from './cordon.ts';
import { rollback } from './rollback.ts';
import { scale } from './scale.ts';
import { uncordon } from './uncordon.ts';

/** Every action that is offered. A new one is one file beside these and one line here. */
export const catalogue: Readonly<Record<ActionName, Action>> = { rollback, scale, cordon, uncordon };
