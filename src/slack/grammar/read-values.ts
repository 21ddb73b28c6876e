import { actionValueKinds } from '../../model/action-value.ts';

/** A value that was read, or what is wrong with it (plain sentence parts, the typed text is quoted by the caller). */
export type Read<Value> = { value: Value } | { problem: string };

const subdomain = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;
const label = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const clusterName = /^[A-Za-z0-9](?:[\w.:@/-]{0,126}[\w])?$/;
const executionId = /^[a-z0-9]{1,63}$/;

/** Phones write the first word with a capital; Kubernetes knows only small letters. */
export function readObjectName(text: string): Read<string> {
  const name = text.toLowerCase();
  if (subdomain.test(name)) return { value: name };
  return { problem: 'is no name of an object: small letters, digits, `-` and `.`, at most 253' };
}

export function readNamespace(text: string): Read<string> {
  const name = text.toLowerCase();
  return label.test(name)
    ? { value: name }
    : { problem: 'is no namespace: small letters, digits and `-`, at most 63' };
}

export function readCluster(text: string): Read<string> {
  return clusterName.test(text) ? { value: text } : { problem: 'is no name of a cluster' };
}

/** Execution ids are small letters and digits (model/action-request.ts). */
export function readExecution(text: string): Read<string> {
  const id = text.toLowerCase();
  return executionId.test(id)
    ? { value: id }
    : { problem: 'is no execution: its id stands on the done plan' };
}

/** `INC-12`, `inc12`, `#12` → `INC-12`; undefined for what names no incident. */
export function readIncident(text: string): string | undefined {
  const match = /^(?:inc-?|#)([1-9]\d{0,8})$/i.exec(text);
  return match?.[1] === undefined ? undefined : `INC-${match[1]}`;
}

export function readNumber(text: string, what: 'revision' | 'replicas'): Read<number> {
  const { least, most } = actionValueKinds[what];
  const number = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return { value: number };
  return {
    problem: `is no number of ${what === 'revision' ? 'a revision' : 'replicas'}: a whole number from ${least} to ${most}`,
  };
}
