import * as errors from '../errors/api-errors.ts';
import { invalidValue } from '../errors/field-errors.ts';
import type { KubeObject } from '../kube-object.ts';
import type { WriteContext } from '../registry/write-context.ts';
import type { Deployment } from '../resources/workload-types.ts';
import { decodeObject } from '../schema/decode-object.ts';
import { formatLabelSelector } from '../select/label-selector.ts';
import type { Answer, Exchange } from './exchange.ts';
import { readPatch } from './patch-body.ts';
import { checkIdentity, readObject } from './read-object.ts';
import { readWriteParameters } from './write-parameters.ts';

const scaleType = { group: 'autoscaling', version: 'v1', kind: 'Scale', schema: 'autoscaling.Scale' };

interface Scale {
  metadata: { resourceVersion?: string; uid?: string };
  spec: { replicas?: number };
}

/** The autoscaling/v1 Scale of a workload: the parent's name, uid and resourceVersion, its replicas and its selector. */
function scaleOf(parent: KubeObject): Record<string, unknown> {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = parent.metadata;
  const { spec, status } = parent as Deployment;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: spec.replicas === 0 || spec.replicas === undefined ? {} : { replicas: spec.replicas },
    status: { replicas: replicasOf(status), selector: formatLabelSelector(spec.selector) },
  };
}

/** A custom resource has no status before its controller writes one. */
function replicasOf(status: { replicas?: number } | undefined): number {
  return status?.replicas ?? 0;
}

/**
 * GET, PUT and PATCH on `…/scale` of Deployments, ReplicaSets and StatefulSets. Only `spec.replicas` reaches the parent:
 * annotations and labels sent here are dropped, as in the API server.
 */
export function scaleSubresource(exchange: Exchange): Answer {
  const { definition, registry, target, info } = exchange;
  if (info.verb === 'get')
    return { code: 200, body: scaleOf(registry.get(definition, target.namespace, target.name)) };
  const parameters = readWriteParameters(exchange, info.verb === 'patch' ? 'PatchOptions' : 'UpdateOptions');
  const context: WriteContext = { ...parameters.context, subresource: 'scale' };
  if (info.verb === 'patch') {
    const patch = readPatch(exchange, { ...scaleType, apiVersion: 'autoscaling/v1' }, parameters);
    const body = writeScale(exchange, context, (current) =>
      patch(decodeObject(scaleType.schema, current).object),
    );
    return { code: 200, body };
  }
  const object = readObject(exchange, scaleType, parameters);
  checkIdentity(exchange, object.metadata);
  return { code: 200, body: writeScale(exchange, context, () => object) };
}

function writeScale(exchange: Exchange, context: WriteContext, change: (scale: unknown) => unknown): unknown {
  const { definition, registry, target } = exchange;
  const updated = registry.update(
    definition,
    target.namespace,
    target.name,
    (parent) => {
      const scale = decodeObject(scaleType.schema, change(scaleOf(parent))).object as unknown as Scale;
      const replicas = scale.spec.replicas ?? 0;
      if (replicas < 0) {
        const fault = invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0');
        throw errors.invalid({ group: 'autoscaling', kind: 'Scale' }, target.name, [fault]);
      }
      const { uid, resourceVersion = '' } = scale.metadata;
      if (uid !== undefined && uid !== parent.metadata.uid) {
        const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${parent.metadata.uid}`;
        throw errors.conflict(
          { group: definition.group, resource: `${definition.resource}/scale` },
          target.name,
          why,
        );
      }
      const metadata = { ...parent.metadata, resourceVersion };
      return { ...parent, metadata, spec: { ...(parent['spec'] as object), replicas } };
    },
    context,
  );
  return scaleOf(updated);
}
