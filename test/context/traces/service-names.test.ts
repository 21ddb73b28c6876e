import { expect, it } from 'vitest';
import { serviceNames } from '../../../src/context/traces/service-names.ts';

it('names a service in the order of the conventions, the environment first', () => {
  const pod = {
    metadata: {
      annotations: { 'resource.opentelemetry.io/service.name': 'annotated' },
      labels: { 'app.kubernetes.io/instance': 'instance', 'app.kubernetes.io/name': 'named', app: 'app' },
    },
    spec: {
      containers: [
        {
          name: 'main',
          env: [
            {
              name: 'OTEL_RESOURCE_ATTRIBUTES',
              value: 'deployment.environment=prod, service.name=resource ,x=y',
            },
            { name: 'OTEL_SERVICE_NAME', value: 'environment' },
          ],
        },
      ],
    },
  };
  expect(serviceNames(pod, ['checkout', 'checkout-a', 'checkout'])).toEqual([
    'resource',
    'environment',
    'annotated',
    'instance',
    'named',
    'checkout',
    'checkout-a',
    'app',
    'main',
  ]);
  expect(serviceNames(undefined, ['checkout'])).toEqual(['checkout']);
});
