import * as errors from '../errors/api-errors.ts';
import type { KubeObject } from '../kube-object.ts';
import { apiVersionOf } from '../resources/resource-definition.ts';
import { fieldsMatch, parseFieldSelector } from '../select/field-selector.ts';
import { labelsMatch, parseLabelSelector, SelectorError } from '../select/label-selector.ts';
import { versionFault, wholeNumber } from './query-parameters.ts';
import type { Answer, Exchange } from './exchange.ts';

/** The test that labelSelector and fieldSelector make. @throws StatusError 400 */
export function selectorTest({ info, definition }: Exchange): (object: KubeObject) => boolean {
  try {
    const labels = parseLabelSelector(info.query.get('labelSelector') ?? '');
    const type = { apiVersion: apiVersionOf(definition), kind: definition.kind };
    const fields = parseFieldSelector(info.query.get('fieldSelector') ?? '', definition.resource, type);
    return (object) => labelsMatch(labels, object.metadata.labels) && fieldsMatch(fields, object);
  } catch (error) {
    if (error instanceof SelectorError) throw errors.badRequest(error.message);
    throw error;
  }
}

/** All stored objects that a collection request is about, sorted by namespace and name. */
export function selectObjects(exchange: Exchange): KubeObject[] {
  const { definition, registry, target } = exchange;
  const namespace = definition.namespaced && target.namespace !== '' ? target.namespace : undefined;
  return registry.store.list(definition, namespace).filter(selectorTest(exchange));
}

/** Items of a list carry no apiVersion and kind of their own. */
export function withoutType(object: KubeObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'apiVersion' && key !== 'kind'));
}

interface ContinueToken {
  version: number;
  offset: number;
}

function readToken(text: string): ContinueToken {
  const json = Buffer.from(text, 'base64url').toString('utf8');
  const refuse = (why: string) =>
    errors.badRequest(`invalid continue token: continue key is not valid: ${why}`);
  if (!json.startsWith('{'))
    throw refuse(`invalid character '${json.charAt(0)}' looking for beginning of value`);
  try {
    const token = JSON.parse(json) as Partial<ContinueToken>;
    if (typeof token.version === 'number' && typeof token.offset === 'number') {
      return { version: token.version, offset: token.offset };
    }
  } catch {
    // Whatever was sent is no token of ours: answered below.
  }
  throw refuse('unrecognizable token version');
}

const expiredMessage =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/** How many first pages are remembered, so that later pages show the same state. */
const rememberedLists = 50;

/** Answers LIST; remembers the state behind each continue token, so that pages are consistent. */
export class ListHandler {
  readonly #snapshots = new Map<string, KubeObject[]>();

  handle(exchange: Exchange): Answer {
    const { info, definition, registry } = exchange;
    const limit = wholeNumber(info.query, 'limit') ?? 0;
    const fault = versionFault(info.query);
    if (fault !== undefined) throw errors.badRequest(`invalid resource version: ${fault}`);
    const token = info.query.get('continue') ?? '';
    const asked = `${info.path} ${info.query.get('labelSelector') ?? ''} ${info.query.get('fieldSelector') ?? ''}`;
    const { version, offset } =
      token === '' ? { version: registry.store.version, offset: 0 } : readToken(token);
    const all = token === '' ? selectObjects(exchange) : this.#snapshots.get(`${version} ${asked}`);
    if (all === undefined) throw errors.expired(expiredMessage);
    const items = limit > 0 ? all.slice(offset, offset + limit) : all.slice(offset);
    const remaining = all.length - offset - items.length;
    const metadata: Record<string, unknown> = { resourceVersion: String(version) };
    if (remaining > 0) {
      this.#remember(`${version} ${asked}`, all);
      metadata['continue'] = Buffer.from(JSON.stringify({ version, offset: offset + items.length })).toString(
        'base64url',
      );
      // With a selector the API server does not know how many remain.
      const selective = info.query.has('labelSelector') || info.query.has('fieldSelector');
      if (!selective) metadata['remainingItemCount'] = remaining;
    }
    const body = {
      kind: `${definition.kind}List`,
      apiVersion: apiVersionOf(definition),
      metadata,
      items: items.map(withoutType),
    };
    return { code: 200, body };
  }

  #remember(key: string, items: KubeObject[]): void {
    this.#snapshots.delete(key);
    this.#snapshots.set(key, items);
    const oldest = this.#snapshots.keys().next();
    if (this.#snapshots.size > rememberedLists && oldest.done !== true) this.#snapshots.delete(oldest.value);
  }
}
