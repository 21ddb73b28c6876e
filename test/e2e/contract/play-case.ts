import type { ClusterAnswer, ClusterClient } from '../support/cluster-client.ts';
import { field, listField, textField } from '../support/field.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { ContractCase, ContractStep, ContractUser } from './contract-case.ts';
import { contractTokens } from './contract-users.ts';
import { placeholders } from './placeholders.ts';

/** What counts of one answer, with everything that differs from run to run written as a placeholder. */
export interface Observation {
  step: string;
  status: number;
  /** Of an error: the Status object. */
  error?: { reason: unknown; message?: string; details?: unknown };
  fields?: Record<string, unknown>;
}

const mediaTypes: Record<string, string> = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
};

/**
 * Plays all steps of a case against one server and returns what it answered, step by step. `patienceMs` (default
 * 30,000) is how long a step is repeated until what it waits for comes true.
 */
export async function playCase(
  contractCase: ContractCase,
  client: ClusterClient,
  options: { patienceMs?: number } = {},
): Promise<Observation[]> {
  const patienceMs = options.patienceMs ?? 30_000;
  const memory: Record<string, string> = { ns: `contract-${contractCase.name}` };
  await client.expect({
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: memory['ns'] } },
  });
  const observations: Observation[] = [];
  for (const step of contractCase.steps) {
    const answer = await ask(step, { client, memory, patienceMs });
    for (const [name, path] of Object.entries(step.remember ?? {})) {
      const found = textField(answer.json, path);
      if (found === '') {
        throw new Error(`${step.name}: nothing at ${path} in ${answer.status} ${answer.text.slice(0, 2000)}`);
      }
      memory[name] = found;
    }
    observations.push(observe(step, answer, memory));
  }
  return observations;
}

interface Play {
  client: ClusterClient;
  memory: Record<string, string>;
  patienceMs: number;
}

async function ask(step: ContractStep, { client, memory, patienceMs }: Play): Promise<ClusterAnswer> {
  const send = () =>
    client.send({
      method: step.method ?? 'GET',
      path: fill(step.path, memory),
      token: token(step.as ?? 'admin'),
      ...(step.headers === undefined ? {} : { headers: fill(step.headers, memory) }),
      ...(step.body === undefined ? {} : { body: fill(step.body, memory) }),
      ...(step.contentType === undefined
        ? {}
        : { contentType: mediaTypes[step.contentType] ?? step.contentType }),
    });
  const conditions = Object.entries(step.until ?? {});
  if (conditions.length === 0) return await send();
  let last: ClusterAnswer | undefined;
  const what = () => `${step.name}: ${JSON.stringify(step.until)}`;
  return await waitUntil(
    async () => {
      last = await send();
      const met = conditions.every(([path, value]) => same(field(last?.json, path), fill(value, memory)));
      return met ? last : undefined;
    },
    { what: what(), timeoutMs: patienceMs },
  ).catch((error: unknown) => {
    throw new Error(`${what()} did not come true; last answer: ${summary(last)}`, { cause: error });
  });
}

/** The end of an answer, where the status stands. */
function summary(answer: ClusterAnswer | undefined): string {
  return answer === undefined ? 'none' : `${answer.status} …${answer.text.slice(-800)}`;
}

function token(user: ContractUser): string {
  return user === 'no-token' ? '' : user === 'wrong-token' ? 'no-such-token' : contractTokens[user];
}

function observe(step: ContractStep, answer: ClusterAnswer, memory: Record<string, string>): Observation {
  const observation: Observation = { step: step.name, status: answer.status };
  if (field(answer.json, 'kind') === 'Status' && answer.status >= 400 && step.message !== 'any') {
    const full = step.message !== 'ignored';
    observation.error = {
      reason: field(answer.json, 'reason') ?? null,
      ...(full ? { message: placeholders(textField(answer.json, 'message'), memory) } : {}),
      ...(full
        ? { details: JSON.parse(placeholders(JSON.stringify(field(answer.json, 'details') ?? null), memory)) }
        : {}),
    };
  }
  if (step.compare !== undefined) {
    observation.fields = {};
    for (const path of step.compare) {
      const found = seen(path, answer);
      observation.fields[path] =
        found === undefined ? '(absent)' : JSON.parse(placeholders(JSON.stringify(found), memory));
    }
  }
  return observation;
}

/** A path of the answer's JSON, or `text`, `header:NAME`, `manager:NAME`: what managedFields says of it, or `events`: what a watch told. */
function seen(path: string, answer: ClusterAnswer): unknown {
  if (path === 'text') return answer.text;
  if (path.startsWith('header:')) return answer.headers[path.slice('header:'.length)];
  if (path.startsWith('manager:')) return managed(answer, path.slice('manager:'.length));
  if (path !== 'events') return field(answer.json, path);
  return answer.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const event: unknown = JSON.parse(line);
      return `${textField(event, 'type')} ${textField(event, 'object.kind')} ${textField(event, 'object.metadata.name')}`;
    });
}

// By name, not by place: entries are sorted by their time, which has a resolution of a second.
function managed(answer: ClusterAnswer, manager: string): unknown {
  return listField(answer.json, 'metadata.managedFields')
    .filter((entry) => field(entry, 'manager') === manager)
    .map((entry) => ({
      ...(entry as object),
      time: field(entry, 'time') === undefined ? '(absent)' : '(present)',
    }));
}

/** Replaces `{name}` in every string of a value. A string that is nothing but a number's placeholder stays a string. */
function fill<Value>(value: Value, memory: Record<string, string>): Value {
  if (value === undefined) return value;
  const filled = JSON.stringify(value).replaceAll(
    /\{(\w+)\}/g,
    (whole, name: string) => memory[name] ?? whole,
  );
  return JSON.parse(filled) as Value;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
