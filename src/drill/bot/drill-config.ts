import { stringify } from 'yaml';
import { namespace } from '../world/application.ts';
import { drillPeople } from '../world/start-world.ts';
import type { World } from '../world/world.ts';

/** The config that the drill gives the bot: the same file that an operator would write for this world. */
export function drillConfig(world: World, paths: { store: string; kubeconfig: string }): string {
  const [ana, ben, cleo] = drillPeople;
  return stringify({
    slack: { channel: '#incidents' },
    http: { listen: '127.0.0.1:0' },
    store: { path: paths.store },
    clusters: [
      {
        name: 'drill',
        kubeconfig: paths.kubeconfig,
        alertmanager: { url: world.alertmanagerUrl },
        prometheus: { url: world.prometheus.url },
        traces: { kind: 'jaeger', url: world.traces.url },
      },
    ],
    people: [
      { slack: ana?.id, user: ana?.email, groups: ['sre'] },
      { slack: ben?.id, user: ben?.email, groups: ['sre'] },
      { slack: cleo?.id, user: cleo?.email, groups: ['platform', 'sre'] },
    ],
    policy: [
      {
        actions: [
          'rollback',
          'restart',
          'pause',
          'resume',
          'scale',
          'set-image',
          'set-resources',
          'hpa',
          'abort-rollout',
          'promote',
          'retry',
          'halt',
          'traffic',
          'suspend',
          'run-now',
          'rerun',
          'grow-claim',
          'backup',
          'sync-secret',
          'evict-pod',
          'delete-pod',
        ],
        namespaces: [namespace],
        ask: ['group:sre'],
        approve: { from: ['group:sre'], count: 1 },
        expires: '15m',
      },
      {
        actions: ['cordon', 'uncordon', 'drain', 'taint', 'untaint'],
        ask: ['group:sre'],
        approve: { from: ['group:platform'], count: 1 },
        expires: '15m',
      },
      {
        actions: ['silence', 'silence-extend', 'silence-expire'],
        ask: ['group:sre'],
        approve: { from: ['group:sre'], count: 0 },
        expires: '15m',
      },
    ],
    // Ana at night: what Ben and Cleo do not answer she may carry out herself, and they look at it afterwards.
    breakGlass: {
      rules: [
        {
          actions: ['rollback', 'restart', 'scale', 'set-resources', 'cordon', 'uncordon', 'abort-rollout'],
          who: ['group:sre'],
          review: ['group:sre'],
        },
      ],
      remind: { hours: { days: ['mon-sun'], from: '09:00', to: '17:00', zone: 'Europe/Lisbon' } },
    },
    incidents: { reconcileEvery: '10s' },
    actions: { verifyFor: '1m', stableFor: '5s' },
  });
}
