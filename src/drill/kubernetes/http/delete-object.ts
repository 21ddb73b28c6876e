import * as errors from '../errors/api-errors.ts';
import { notSupported } from '../errors/field-errors.ts';
import { StatusError } from '../errors/status-error.ts';
import type { KubeObject } from '../kube-object.ts';
import type { DeleteOptions } from '../registry/write-context.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { decodeObject, DecodeError } from '../schema/decode-object.ts';
import type { Answer, Exchange } from './exchange.ts';
import { selectObjects } from './list-objects.ts';
import { wholeNumber } from './query-parameters.ts';
import { parseObject } from './read-body.ts';
import { writeMode } from './write-parameters.ts';

interface DeleteBody {
  gracePeriodSeconds?: number;
  propagationPolicy?: string;
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: string[];
}

/** Beside a body the query counts for nothing, also its dryRun. */
function readOptions({ body, contentType, info }: Exchange): DeleteOptions {
  const sent = body === '' ? fromQuery(info.query) : fromBody(body, contentType);
  const { gracePeriodSeconds: grace, propagationPolicy: policy } = sent;
  if (policy !== undefined && policy !== 'Orphan' && policy !== 'Background' && policy !== 'Foreground') {
    const fault = notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']);
    throw errors.invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', [fault]);
  }
  return {
    mode: writeMode(sent.dryRun ?? [], 'DeleteOptions'),
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(policy === undefined ? {} : { propagationPolicy: policy }),
    ...(sent.preconditions ? { preconditions: sent.preconditions } : {}),
  };
}

function fromBody(body: string, contentType: Exchange['contentType']): DeleteBody {
  try {
    return decodeObject('meta.DeleteOptions', parseObject(body, contentType)).object;
  } catch (error) {
    if (error instanceof DecodeError) throw new StatusError(500, { message: error.message });
    throw error;
  }
}

function fromQuery(query: URLSearchParams): DeleteBody {
  const grace = wholeNumber(query, 'gracePeriodSeconds');
  const policy = query.get('propagationPolicy');
  return {
    dryRun: query.getAll('dryRun'),
    ...(grace !== undefined && { gracePeriodSeconds: grace }),
    ...(policy !== null && { propagationPolicy: policy }),
  };
}

function deletedAnswer(definition: ResourceDefinition, object: KubeObject): unknown {
  if (definition.answersDeleted) return object;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: object.metadata.name,
      ...(definition.group === '' ? {} : { group: definition.group }),
      kind: definition.resource,
      uid: object.metadata.uid,
    },
  };
}

/** DELETE on one object. */
export function deleteOne(exchange: Exchange): Answer {
  const { definition, registry, target } = exchange;
  const options = readOptions(exchange);
  const namespace = definition.namespaced ? target.namespace : '';
  const outcome = registry.delete(definition, namespace, target.name, options);
  const body = outcome.state === 'waiting' ? outcome.object : deletedAnswer(definition, outcome.object);
  return { code: 200, body };
}

/** DELETE on a collection: everything that the selectors match. */
export function deleteCollection(exchange: Exchange): Answer {
  const { definition, registry } = exchange;
  const options = readOptions(exchange);
  const items = selectObjects(exchange);
  for (const { metadata } of items)
    registry.delete(definition, metadata.namespace ?? '', metadata.name, options);
  const apiVersion =
    definition.group === '' ? definition.version : `${definition.group}/${definition.version}`;
  const metadata = { resourceVersion: String(registry.store.version) };
  return { code: 200, body: { kind: `${definition.kind}List`, apiVersion, metadata, items } };
}
