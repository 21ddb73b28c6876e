import * as errors from '../errors/api-errors.ts';
import type { Pod } from '../resources/workload-types.ts';
import { wholeNumber } from './query-parameters.ts';
import type { Answer, Exchange } from './exchange.ts';

/** A line of a container's log. */
export interface LogRecord {
  /** Milliseconds since the epoch. */
  at: number;
  text: string;
}

/** Where logs come from: the kubelets. `unreachable` is what the API server says when it cannot reach the node. */
export type LogSource = (where: {
  namespace: string;
  pod: string;
  uid: string;
  container: string;
  run: 'current' | 'previous';
}) =>
  | { lines: LogRecord[]; follow: (listener: (record: LogRecord) => void, ended: () => void) => () => void }
  | { missing: string }
  | { unreachable: string };

/** The container that is asked for, or the only one. @throws StatusError 400 */
function chooseContainer(pod: Pod, asked: string): string {
  const normal = pod.spec.containers.map(({ name }) => name);
  const init = (pod.spec.initContainers ?? []).map(({ name }) => name);
  const { name } = pod.metadata;
  if (asked !== '') {
    if ([...normal, ...init].includes(asked)) return asked;
    throw errors.badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const [only] = normal;
  if (normal.length === 1 && init.length === 0 && only !== undefined) return only;
  const list = `[${normal.join(' ')}]`;
  const more = init.length === 0 ? '' : ` or one of the init containers: [${init.join(' ')}]`;
  throw errors.badRequest(
    `a container name must be specified for pod ${name}, choose one of: ${list}${more}`,
  );
}

interface LogOptions {
  tailLines: number | undefined;
  limitBytes: number | undefined;
  sinceMs: number | undefined;
  timestamps: 'shown' | 'hidden';
}

function readOptions(exchange: Exchange): LogOptions {
  const { query } = exchange.info;
  const faults: errors.FieldError[] = [];
  const count = (name: string, least: number): number | undefined => {
    const value = wholeNumber(query, name);
    if (value === undefined) return undefined;
    if (value < least) {
      const detail = least === 0 ? 'must be greater than or equal to 0' : 'must be greater than 0';
      faults.push({ type: 'FieldValueInvalid', field: name, message: `Invalid value: ${value}: ${detail}` });
    }
    return value;
  };
  const tailLines = count('tailLines', 0);
  const limitBytes = count('limitBytes', 1);
  const sinceSeconds = count('sinceSeconds', 1);
  if (faults.length > 0)
    throw errors.invalid({ group: '', kind: 'PodLogOptions' }, exchange.target.name, faults);
  const sinceTime = query.get('sinceTime');
  const sinceMs =
    sinceSeconds === undefined
      ? sinceTime === null
        ? undefined
        : Date.parse(sinceTime)
      : exchange.registry.now() - sinceSeconds * 1000;
  return {
    tailLines,
    limitBytes,
    sinceMs,
    timestamps: query.get('timestamps') === 'true' ? 'shown' : 'hidden',
  };
}

function format({ at, text }: LogRecord, timestamps: LogOptions['timestamps']): string {
  if (timestamps === 'hidden') return `${text}\n`;
  return `${new Date(at).toISOString().replace('Z', '000000Z')} ${text}\n`;
}

function render(lines: readonly LogRecord[], options: LogOptions): string {
  const { sinceMs } = options;
  const recent = sinceMs === undefined ? lines : lines.filter(({ at }) => at >= sinceMs);
  const tail =
    options.tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - options.tailLines));
  const text = tail.map((line) => format(line, options.timestamps)).join('');
  return options.limitBytes === undefined
    ? text
    : Buffer.from(text).subarray(0, options.limitBytes).toString('utf8');
}

/** GET on `…/pods/NAME/log`: the log as plain text, followed when `follow=true`. */
export function podLog(exchange: Exchange, source: LogSource): Answer | { streamed: number } {
  const { registry, definition, target, info, response } = exchange;
  const pod = registry.get(definition, target.namespace, target.name) as Pod;
  const options = readOptions(exchange);
  const container = chooseContainer(pod, info.query.get('container') ?? '');
  const name = pod.metadata.name;
  // Nothing runs before the pod has a node: the answer is empty.
  if ((pod.spec.nodeName ?? '') === '') return { code: 204, body: '' };
  const run = info.query.get('previous') === 'true' ? 'previous' : 'current';
  const found = source({ namespace: target.namespace, pod: name, uid: pod.metadata.uid, container, run });
  if ('missing' in found) throw errors.badRequest(found.missing);
  if ('unreachable' in found) throw errors.internalError(found.unreachable);
  const text = render(found.lines, options);
  if (info.query.get('follow') !== 'true') return { code: 200, body: text };
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  response.write(text);
  const stop = found.follow(
    (record) => response.write(format(record, options.timestamps)),
    () => response.end(),
  );
  response.on('close', stop);
  return { streamed: 200 };
}
