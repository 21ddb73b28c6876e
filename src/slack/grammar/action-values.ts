import type { ActionValueName, ActionValues } from '../../model/action.ts';
import { readMatchers, writeMatchers } from '../../model/matcher.ts';
import { readQuantity } from '../../model/quantity.ts';
import { readAmounts, writeAmounts } from '../../model/resource-amounts.ts';
import { readTaint, writeTaint } from '../../model/taint.ts';
import { readDuration } from './read-duration.ts';
import { readImages } from './read-images.ts';
import { readNumber, type Read } from './read-values.ts';

interface ValueRule<Name extends ActionValueName> {
  /** Ours first. */
  flags: readonly [string, ...string[]];
  read: (text: string) => Read<NonNullable<ActionValues[Name]>>;
}

/** How each value of an action is written in a command. */
export const actionValueRules: { readonly [Name in ActionValueName]: ValueRule<Name> } = {
  revision: {
    flags: ['--to', '--to-revision', '--revision'],
    read: (text) => readNumber(text, 'revision'),
  },
  replicas: { flags: ['--replicas'], read: (text) => readNumber(text, 'replicas') },
  image: { flags: ['--image'], read: readImages },
  taint: { flags: ['--taint'], read: readTaintText },
  minimum: {
    flags: ['--min', '--minimum', '--min-replicas'],
    read: (text) => readNumber(text, 'replicas'),
  },
  maximum: {
    flags: ['--max', '--maximum', '--max-replicas'],
    read: (text) => readNumber(text, 'replicas'),
  },
  container: { flags: ['--container'], read: readContainer },
  limits: { flags: ['--limits'], read: readAmountsText },
  requests: { flags: ['--requests'], read: readAmountsText },
  promotion: { flags: ['--promotion'], read: readPromotion },
  traffic: { flags: ['--traffic'], read: readTraffic },
  route: { flags: ['--route', '--routes'], read: readRoute },
  from: { flags: ['--from'], read: readRecommender },
  size: { flags: ['--size'], read: readSize },
  matchers: { flags: ['--matchers', '--matcher'], read: readMatcherText },
  duration: { flags: ['--for', '--duration', '-d', '--timeout'], read: readDuration },
  until: { flags: ['--until', '--end'], read: readUntil },
  emptyDirData: { flags: ['--delete-emptydir-data', '--delete-local-data'], read: readSwitch },
  reason: { flags: ['--reason', '--comment', '-c'], read: readReason },
};

/** Reads one value into what was given so far; the problem in words when it cannot be. */
export function readActionValue(
  given: ActionValues,
  name: ActionValueName,
  text: string,
): string | undefined {
  const read: Read<string | number> = actionValueRules[name].read(text);
  if ('problem' in read) return read.problem;
  Object.assign(given, { [name]: read.value });
  return undefined;
}

/** kubectl takes a taint away by a last `-`. */
function readTaintText(text: string): Read<string> {
  const taint = readTaint(text.replace(/-$/, ''));
  return taint === undefined
    ? { problem: 'is no taint: `dedicated=batch:NoSchedule`' }
    : { value: writeTaint(taint) };
}

/** Flags that stand alone; kubectl also takes `=true`. */
export const switches: readonly ActionValueName[] = ['emptyDirData'];

function readSwitch(text: string): Read<'delete'> {
  return text === 'true' ? { value: 'delete' } : { problem: 'stands alone, or is not there' };
}

function readContainer(text: string): Read<string> {
  return /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(text)
    ? { value: text }
    : { problem: 'is no name of a container' };
}

function readPromotion(text: string): Read<'step' | 'full'> {
  const word = text.toLowerCase();
  return word === 'step' || word === 'full'
    ? { value: word }
    : { problem: 'is no promotion: `full`, or nothing for one step' };
}

const trafficForm =
  /^(?:\d{1,6}|[A-Za-z0-9][\w./-]{0,316}=[A-Za-z0-9][\w.-]{0,62}(?:,[A-Za-z0-9][\w./-]{0,316}=[A-Za-z0-9][\w.-]{0,62}){0,15})$/;

function readTraffic(text: string): Read<string> {
  return trafficForm.test(text)
    ? { value: text }
    : { problem: 'says not where traffic goes: `version=blue`, `stable=100,canary=0` or `0`' };
}

function readRoute(text: string): Read<string> {
  return /^[A-Za-z0-9][\w.-]{0,252}(?:,[A-Za-z0-9][\w.-]{0,252}){0,15}$/.test(text)
    ? { value: text }
    : { problem: 'is no name of a route' };
}

function readRecommender(text: string): Read<'vpa'> {
  return text.toLowerCase() === 'vpa'
    ? { value: 'vpa' }
    : { problem: 'is nobody who recommends resources: `--from vpa`' };
}

function readSize(text: string): Read<string> {
  return (readQuantity(text) ?? 0) > 0 ? { value: text } : { problem: 'is no size: `20Gi`' };
}

function readAmountsText(text: string): Read<string> {
  const amounts = readAmounts(text);
  return amounts === undefined
    ? { problem: 'is no resource with its amount: `cpu=500m,memory=1Gi`' }
    : { value: writeAmounts(amounts) };
}

function readMatcherText(text: string): Read<string> {
  const read = readMatchers(text);
  return 'problem' in read
    ? { problem: `cannot be read: ${read.problem}` }
    : { value: writeMatchers(read.matchers) };
}

/** RFC 3339 with its zone: a time without one means another moment to each reader. */
function readUntil(text: string): Read<number> {
  const zoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/i.test(text);
  const at = zoned ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? { problem: 'is no time with its zone: `2026-11-24T12:00Z`' } : { value: at };
}

const longestReason = 500;

function readReason(text: string): Read<string> {
  const reason = text.replaceAll(/\s+/g, ' ').trim();
  if (reason === '') return { problem: 'is no reason' };
  return reason.length > longestReason
    ? { problem: `is longer than ${longestReason} characters` }
    : { value: reason };
}
