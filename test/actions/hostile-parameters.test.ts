import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/actions/make-plan.ts';
import { ClusterError, type Change, type ClusterClient } from '../../src/cluster/cluster-client.ts';
import { actionWords } from '../../src/model/action-words.ts';
import {
  actionNames,
  actionValueNames,
  type ActionName,
  type ActionParameters,
} from '../../src/model/action.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { ActionCommand } from '../../src/model/input.ts';
import { formatCommand } from '../../src/slack/grammar/format-command.ts';
import { parseCommand } from '../../src/slack/grammar/parse-command.ts';
import { readActionCommand } from '../../src/slack/listen/read-action-command.ts';

/** What people and labels try: another path, another object, a flag, a shell, a header, another patch. */
const hostile = [
  '../secrets/root',
  '..',
  '.',
  'a/../../kube-system/pods/x',
  '%2e%2e%2fsecrets',
  '%2f..%2f',
  'x?dryRun=All',
  'x#y',
  'x;rm -rf /',
  '$(id)',
  '`id`',
  'a|b&c',
  'a\nImpersonate-User: system:admin',
  'a\r\nX-Remote-User: root',
  '\u0000',
  '-n',
  '--all',
  '-n kube-system',
  '--namespace=kube-system',
  'x -n kube-system',
  '~1spec~1template',
  '/spec/replicas',
  '","op":"remove","path":"/spec',
  '{"$patch":"delete"}',
  '__proto__',
  'constructor',
  'system:masters',
  ' ',
  '\\..\\x',
  '\u202Egnp',
  'x'.repeat(300),
] as const;

/** Everything the API server is asked, and nothing that it says matters. */
class Recorder implements ClusterClient {
  readonly name = 'prod';
  readonly paths: string[] = [];
  readonly changes: Change[] = [];

  async get(path: string): Promise<JsonObject> {
    this.paths.push(path);
    const [name = '', plural = ''] = path.split('/').reverse();
    if (path.endsWith('/scale')) throw new ClusterError('refused', 'not found', { status: 404 });
    const container = { name: 'app', image: 'shop/app:1' };
    const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [container] } };
    return {
      kind: plural,
      metadata: { name: decodeURIComponent(name), uid: 'u1', resourceVersion: '1', generation: 1 },
      spec: {
        replicas: 3,
        minReplicas: 1,
        maxReplicas: 5,
        schedule: '* * * * *',
        selector: { matchLabels: { app: 'x' } },
        template,
        jobTemplate: { spec: { template } },
        containers: [container],
        resources: { requests: { storage: '1Gi' } },
      },
      status: { replicas: 3, availableReplicas: 3 },
    };
  }

  async list(path: string): Promise<JsonObject[]> {
    this.paths.push(path);
    return [];
  }

  async text(): Promise<string> {
    return '';
  }

  async change(change: Change): Promise<JsonObject> {
    this.paths.push(change.path);
    this.changes.push(change);
    return {};
  }

  close(): void {
    // Nothing is open.
  }
}

/** A benign value for each parameter, from the example that the action itself gives. */
function exampleOf(action: ActionName): ActionCommand {
  const command = parseCommand(actionWords[action].example);
  if (command.verb !== action) throw new Error(`${actionWords[action].example} is no example of ${action}`);
  return command;
}

const clusterActions = actionNames.filter((action) => !actionWords[action].kinds.includes('Silence'));

/** Every parameter of every action of the catalogue, also of one that comes tomorrow. */
const table = clusterActions.flatMap((action) => {
  const example = exampleOf(action);
  const values = Object.entries(example).filter(
    ([name, value]) => typeof value === 'string' && !['verb', 'namespace', 'cluster'].includes(name),
  );
  return ['name', 'namespace', ...values.map(([name]) => name)].map((parameter) => ({ action, parameter }));
});

function parametersWith(action: ActionName, parameter: string, text: string): ActionParameters {
  const { object, namespace, ...example } = exampleOf(action);
  const values = Object.fromEntries(
    actionValueNames.filter((one) => example[one] !== undefined).map((one) => [one, example[one]]),
  );
  const [kind] = actionWords[action].kinds;
  const inNamespace =
    kind === 'Node' ? {} : { namespace: parameter === 'namespace' ? text : (namespace ?? 'shop') };
  const name = parameter === 'name' ? text : (object?.name ?? 'checkout');
  return {
    action,
    target: { cluster: 'prod', kind: object?.kind ?? kind, ...inNamespace, name },
    ...values,
    ...(parameter !== 'name' && parameter !== 'namespace' && { [parameter]: text }),
  } as ActionParameters;
}

/** As a client resolves it: what stands between slashes must still be there, and nothing may have become a query. */
function isItself(path: string): boolean {
  return new URL(`http://api${path}`).pathname === path && /^\/apis?\/[\w./%!'()*~:;=@$&,+-]+$/.test(path);
}

describe('what is asked of the API server stays where it belongs', () => {
  it.each(table)('$action: $parameter', async ({ action, parameter }) => {
    for (const text of hostile) {
      const recorder = new Recorder();
      const tools = { cluster: recorder, redact: (one: string) => one, now: () => 0 };
      const parameters = parametersWith(action, parameter, text);
      // A refusal or a plan; anything else is thrown on.
      await makePlan(tools, parameters);
      for (const path of recorder.paths) {
        expect(isItself(path), `${JSON.stringify(text)} asks ${path}`).toBe(true);
        const segments = path.split('/').map(decodeURIComponent);
        expect(segments.filter((one) => one === '..' || one === '.' || one.includes('/'))).toEqual([]);
        // A name is one segment, whole.
        if (parameter !== 'name' && parameter !== 'namespace' && text.length > 3)
          expect(path).not.toContain(encodeURIComponent(text));
        else if (text.includes('kube-system')) expect(segments).not.toContain('kube-system');
      }
      for (const change of recorder.changes) {
        if (change.method !== 'PATCH' || !Array.isArray(change.body)) continue;
        const pointers = change.body.map((operation) => (operation as { path: string }).path);
        expect(
          pointers.filter((pointer) => pointer.includes(text.replace(/[~/]/g, '')) && text.length > 3),
        ).toEqual([]);
      }
    }
  });
});

describe('a name that looks like a flag is no flag', () => {
  it.each(clusterActions)('%s', (action) => {
    const example = exampleOf(action);
    for (const text of hostile) {
      const written = formatCommand({ ...example, object: { ...example.object, name: text } });
      const read = parseCommand(written);
      // Read back as the very same name, or not at all; never as another object, namespace or cluster.
      if (read.verb !== action) continue;
      // What cannot be seen is dropped as it is pasted.
      const visible = text.replaceAll(/[\p{Cf}\p{Cc}]/gu, '').trim();
      expect(read.object?.name ?? '', written).toBe(visible);
      expect(read.namespace, written).toBe(example.namespace);
      expect(read.cluster, written).toBe(example.cluster);
    }
  });

  it.each(['-n', '--all', '--namespace=kube-system', '-n kube-system', '; rm -rf /', '$(id)'])(
    'typed after a command: %s',
    (text) => {
      const read = parseCommand(`restart deploy/checkout -n shop ${text}`);
      if (read.verb === 'restart')
        expect(read).toMatchObject({ namespace: 'shop', object: { name: 'checkout' } });
      else expect(read.verb).toBe('unknown');
    },
  );
});

describe('a button whose value was written by somebody else', () => {
  it.each(clusterActions)('%s: nothing but its own words and values', (action) => {
    const example = exampleOf(action);
    for (const more of [
      { force: true },
      { verb: 'exec' },
      { __proto__: { verb: 'exec' }, constructor: 'x' },
      { target: { cluster: 'prod', kind: 'Secret', name: 'root' } },
      { askedBy: 'U_ROOT', approvals: [] },
    ])
      expect(readActionCommand(JSON.stringify({ ...example, ...more, extra: 1 }))).toBeUndefined();
  });
});
