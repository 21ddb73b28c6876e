import { durationInWords } from '../model/duration-in-words.ts';
import type { AuditRecord } from '../model/audit-record.ts';

const sentences: Readonly<Partial<Record<string, string>>> = {
  'incident-opened': 'the incident was opened',
  acknowledged: 'acknowledged it',
  resolved: 'resolved',
  reopened: 'it fired again',
  asked: 'asked for',
  refused: 'was refused',
  approved: 'approved',
  denied: 'denied',
  cancelled: 'cancelled',
  expired: 'nobody decided in time',
  superseded: 'the plan no longer fitted',
  intent: 'was about to carry out',
  aborted: 'ended early, before its next step,',
  outcome: 'the cluster answered',
  verdict: 'looked at what became of it',
  frozen: 'froze actions',
  unfrozen: 'ended a freeze',
  'glass-permitted': 'was permitted to carry out alone, without an approval,',
  'glass-broken': 'broke the glass and carried out alone',
  'debt-reminded': 'reminded that nobody has reviewed',
  'debt-reviewed': 'reviewed what was done alone:',
  configured: 'started with another config',
  login: 'came for the first time that day, or as somebody else than before',
  'head-posted': 'gave the head of this record to Slack',
  sealed: 'exported the records up to one, and deleted them here',
  restored: 'went on from a backup',
};

/** What is said in the first line, or is data for programs. */
const said: ReadonlySet<string> = new Set([
  'title',
  'key',
  'via',
  'channel',
  'thread',
  'team',
  'action',
  'asked',
  'rule',
  'facts',
  'parameters',
  'target',
]);
/** Lists whose entries are lines by themselves. */
const lists: ReadonlySet<string> = new Set(['diff', 'changes']);

/** Records of one incident or action, in order → one line each for people, oldest first, with what else is to be said below it. UTC. */
export function tellStory(records: readonly AuditRecord[]): string {
  return records.map(lineOf).join('');
}

function lineOf(record: AuditRecord): string {
  const { at, kind, actor, user, executionId, data, seq } = record;
  const who = user === undefined || user === actor ? actor : `${actor} (${user})`;
  const details = Object.entries(data).flatMap(([name, value]) => {
    if (said.has(name)) return [];
    if (Array.isArray(value) && lists.has(name)) return value.map((line) => `\n    ${inLine(line)}`);
    return [`\n    ${detail(name, value)}`];
  });
  const execution = executionId === undefined ? '' : ` [${executionId}]`;
  const time = new Date(at).toISOString().replace('T', ' ').replace('Z', '');
  return `${time}  ${clean(`${who}: ${sentences[kind] ?? kind}${whatOf(record)}${placeOf(data)}${execution}`)}  #${seq}${details.join('')}\n`;
}

/** ` Scale deploy/checkout …`; of a refusal also what was wanted: ` approve: Scale …`, ` rollback of Deployment shop/checkout`. */
function whatOf({ kind, data }: AuditRecord): string {
  const title = typeof data['title'] === 'string' ? ` ${data['title']}` : '';
  if (kind === 'acknowledged' && data['storm'] !== undefined) return ', a storm, with its incidents';
  const { asked, target } = data;
  if (kind !== 'refused' || typeof asked !== 'string') return title;
  if (title !== '') return ` ${asked}:${title}`;
  if (typeof target !== 'object' || target === null || Array.isArray(target)) return ` ${asked}`;
  const words = [target['kind'], [target['namespace'], target['name']].filter(isText).join('/')];
  return ` ${asked} of ${words.filter(isText).join(' ')}`;
}

/** `, by command in C012ABC` */
function placeOf({ via, channel }: AuditRecord['data']): string {
  return `${isText(via) ? `, by ${via}` : ''}${isText(channel) ? ` in ${channel}` : ''}`;
}

function detail(name: string, value: unknown): string {
  if (name === 'forMs' && typeof value === 'number') return `for ${durationInWords(value)}`;
  if (name === 'endsAt')
    return `ends: ${typeof value === 'number' ? new Date(value).toISOString() : 'when somebody ends it'}`;
  if (Array.isArray(value)) return `${name}: ${value.map(inLine).join(', ')}`;
  return `${name}: ${inLine(value)}`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function inLine(value: unknown): string {
  return clean(typeof value === 'string' ? value : JSON.stringify(value));
}

/** A record holds what strangers wrote: no escape sequence of it reaches the terminal, no line break forges a line. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ');
}
