import { expect, it } from 'vitest';
import { decodeObject, DecodeError } from '../../../../src/drill/kubernetes/schema/decode-object.ts';

it('drops what the API does not know, and says so', () => {
  const { object, unknownFields } = decodeObject('v1.NodeSpec', { unschedulable: true, colour: 'red' });
  expect(object).toEqual({ unschedulable: true });
  expect(unknownFields).toEqual(['colour']);
});

it('leaves out and fills in zero values as Go does', () => {
  expect(decodeObject('v1.NodeSpec', { unschedulable: false, podCIDR: '', taints: [] }).object).toEqual({});
  expect(decodeObject('apps.DeploymentSpec', { replicas: 0, paused: false }).object).toEqual({
    replicas: 0,
    selector: null,
    strategy: {},
    template: { metadata: {}, spec: { containers: null } },
  });
  expect(decodeObject('v1.PodCondition', { type: 'Ready', status: 'True' }).object).toEqual({
    lastProbeTime: null,
    lastTransitionTime: null,
    status: 'True',
    type: 'Ready',
  });
});

it.each<[string, unknown, string]>([
  [
    'apps.Deployment',
    { spec: { replicas: 'three' } },
    'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
  ],
  [
    'apps.Deployment',
    { spec: { replicas: 1.5 } },
    'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
  ],
  [
    'v1.ConfigMap',
    { data: { a: 1 } },
    'json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
  ],
])('%s: a wrong type is refused in the words of Go', (type, value, message) => {
  expect(() => decodeObject(type, value)).toThrow(DecodeError);
  expect(() => decodeObject(type, value)).toThrow(message);
});
