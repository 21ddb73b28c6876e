import { field, textField } from '../../support/field.ts';
import type { ActionCase, Look, Place } from '../action-case.ts';
import { all, has, readAt, until } from '../look-at.ts';

const path = (name: string): string => `/apis/apps/v1/namespaces/{ns}/deployments/${name}`;

const deployment = (name: string): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: '{ns}', labels: { tier: 'shop' } },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'app', image: `shop.example/${name}:1` }] },
    },
  },
});

const available = (replicas: number): Look =>
  all(
    ...['cart', 'web'].map((name) =>
      has(path(name), { 'spec.replicas': replicas, 'status.availableReplicas': replicas }),
    ),
  );

const base = {
  kind: 'Deployment',
  objects: [deployment('cart'), deployment('web')],
  prepare: async (place: Place) => until(place, available(1), 'both to run'),
};

const restarted: Look = async (place) => {
  for (const name of ['cart', 'web']) {
    const annotations = field(await readAt(place, path(name)), 'spec.template.metadata.annotations');
    if (textField(annotations, 'kubectl\\.kubernetes\\.io/restartedAt') === '')
      return `${name} was not restarted`;
  }
  return undefined;
};

/** One plan and one approval for several objects: one call for each. */
export const several: readonly ActionCase[] = [
  {
    ...base,
    action: 'scale',
    variant: 'two in one plan',
    command: 'scale deploy/cart deploy/web 2 -n {ns}',
    calls: ['patch deployments.apps/scale', 'patch deployments.apps/scale'],
    done: available(2),
    undo: {
      calls: ['patch deployments.apps/scale', 'patch deployments.apps/scale'],
      undone: available(1),
    },
  },
  {
    ...base,
    action: 'restart',
    variant: 'all with a label',
    command: 'restart deploy -l tier=shop -n {ns}',
    calls: ['patch deployments.apps', 'patch deployments.apps'],
    done: all(restarted, available(1)),
    undo: 'none',
  },
];
