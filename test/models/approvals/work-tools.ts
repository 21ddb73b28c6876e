import type { PolicyRule } from '../../../src/approvals/policy-rule.ts';
import type { Logger } from '../../../src/observe/logger.ts';
import type { PeopleDirectory } from '../../../src/people/create-directory.ts';
import type { ActionWorkTools } from '../../../src/work/action-tools.ts';
import { breakers, glass } from './plain-model.ts';
import type { Ports } from './replica.ts';

export interface WorkToolsOptions {
  ports: Ports;
  people: PeopleDirectory;
  policy: readonly PolicyRule[];
  newId: (prefix: string) => string;
  now: () => number;
  log: Logger;
  readOnly: boolean;
}

export const verifyForMs = 60_000;

/** What `main.ts` gives the work on requests; here over ports that a test holds. */
export function workTools({ ports, newId, ...rest }: WorkToolsOptions): ActionWorkTools {
  return {
    ...rest,
    store: ports.store,
    clusters: new Map([['prod', { client: ports.client, impersonate: true }]]),
    redact: (text) => text,
    newExecutionId: () => newId('e'),
    newHandle: () => newId('h'),
    verifyForMs,
    undoForMs: 3_600_000,
    stableMs: 0,
    silences: { longestMs: 86_400_000, broadFrom: 20 },
    breakers,
    breakGlass: {
      rules: [
        {
          actions: glass.actions,
          who: [`group:${glass.who}`],
          review: [`group:${glass.review}`],
          risk: 'high',
          irreversible: true,
        },
      ],
      perHour: glass.perHour,
      expires: glass.forMs,
      remind: { hours: { days: ['mon-fri'], from: '09:00', to: '17:00', zone: 'UTC' }, every: 86_400_000 },
    },
  };
}
