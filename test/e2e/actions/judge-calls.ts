import { fieldManager, mutationsBy, type AuditEvent } from '../support/audit-log.ts';
import { field, textField } from '../support/field.ts';
import type { Place } from './action-case.ts';
import { botName, identities, type IdentityMode } from './actions-room.ts';

/** What the bot, in either of its clusters, changed at one place, or tried to. */
export function mutationsAt(
  { namespace, node }: Pick<Place, 'namespace' | 'node'>,
  events: AuditEvent[],
): AuditEvent[] {
  return identities
    .flatMap((mode) => mutationsBy(botName(mode), events))
    .filter(
      ({ objectRef, requestObject }) =>
        objectRef?.namespace === namespace ||
        objectRef?.name === node ||
        // What is made elsewhere of the namespace itself: its backup.
        textField(requestObject, 'metadata.name').startsWith(`${namespace}-mw-`),
    );
}

/** `patch deployments.apps/scale` */
export function callInWords({ verb, objectRef }: Pick<AuditEvent, 'verb' | 'objectRef'>): string {
  const { resource = '', apiGroup, subresource } = objectRef ?? {};
  const group = apiGroup === undefined || subresource === 'eviction' ? '' : `.${apiGroup}`;
  return `${verb} ${resource}${group}${subresource === undefined ? '' : `/${subresource}`}`;
}

export interface ExpectedCalls {
  calls: readonly string[];
  execution: string;
  mode: IdentityMode;
  /** Whose name they carry with impersonation. */
  asker: { user: string; slack: string };
}

/** The same for Alertmanager: a silence names its execution in the comment, and who asked for it. */
export function judgeSilenceCalls(
  events: readonly AuditEvent[],
  { calls, execution, asker }: ExpectedCalls,
): string[] {
  const made = events.map(callInWords);
  return [
    ...(made.join() === calls.join()
      ? []
      : [`it called [${made.join(', ')}] instead of [${calls.join(', ')}]`]),
    ...events
      .filter(({ verb }) => verb === 'post')
      .flatMap(({ user, requestObject }) => {
        // One that is extended keeps its author; the comment says who extended it.
        const words = `${user.username} ${textField(requestObject, 'comment')}`;
        return [asker.user, execution].flatMap((one) =>
          words.includes(one) ? [] : [`a silence does not name ${one}: ${words}`],
        );
      }),
  ];
}

/** What is wrong with the calls of one execution, by the API server's audit log; empty: nothing. */
export function judgeCalls(events: readonly AuditEvent[], expected: ExpectedCalls): string[] {
  const made = events.map(callInWords);
  const faults: string[] = [];
  // Steps that do not wait for each other may come in any order.
  if (JSON.stringify([...made].sort()) !== JSON.stringify([...expected.calls].sort()))
    faults.push(`it called [${made.join(', ')}] instead of [${expected.calls.join(', ')}]`);
  return [...faults, ...events.flatMap((event) => judgeCall(event, expected))];
}

function judgeCall(event: AuditEvent, { execution, mode, asker }: ExpectedCalls): string[] {
  const call = callInWords(event);
  const code = event.responseStatus?.code ?? 0;
  const manager = fieldManager(event);
  const person = event.impersonatedUser;
  const faults: string[] = [];
  if (code >= 300) faults.push(`${call} was answered ${code}`);
  // A deletion has no field manager.
  if (event.verb !== 'delete' && manager?.includes(execution) !== true)
    faults.push(`${call} was made as ${manager ?? 'nobody'}, without the execution ${execution}`);
  if (event.user.username !== botName(mode)) faults.push(`${call} was made by ${event.user.username}`);
  const name = person?.username;
  if (name !== (mode === 'asker' ? asker.user : undefined))
    faults.push(`${call} was made in the name of ${name ?? 'nobody'}`);
  const slack = person?.extra?.['middlewatch-slack-user']?.join(' ');
  if (mode === 'asker' && slack !== asker.slack)
    faults.push(`${call} carries ${slack ?? 'no Slack user'} instead of ${asker.slack}`);
  if (mode === 'asker' && person?.extra?.['middlewatch-incident'] === undefined)
    faults.push(`${call} names no incident`);
  return faults;
}

/** What the API server refused to a person at a place: by 403, or in the answer to the question whether they may. */
export function refusalsTo(
  person: string,
  events: readonly AuditEvent[],
  isHere: (namespaceOrName: string) => boolean,
): string[] {
  return events
    .filter(({ impersonatedUser }) => impersonatedUser?.username === person)
    .flatMap((event) => {
      const { objectRef, responseStatus, requestObject, responseObject } = event;
      if (objectRef?.resource === 'selfsubjectaccessreviews') {
        const asked = field(requestObject, 'spec.resourceAttributes');
        const place = [textField(asked, 'namespace'), textField(asked, 'name')];
        const denied = field(responseObject, 'status.allowed') === false;
        return denied && place.some(isHere) ? [`may not ${rightInWords(asked)}`] : [];
      }
      const place = [objectRef?.namespace ?? '', objectRef?.name ?? ''];
      return responseStatus?.code === 403 && place.some(isHere) ? [`403 ${callInWords(event)}`] : [];
    });
}

/** As a call in words. */
function rightInWords(attributes: unknown): string {
  const [verb, resource, group, subresource] = ['verb', 'resource', 'group', 'subresource'].map((key) =>
    textField(attributes, key),
  ) as [string, string, string, string];
  return callInWords({
    verb,
    objectRef: {
      resource,
      ...(group !== '' && { apiGroup: group }),
      ...(subresource !== '' && { subresource }),
    },
  });
}
