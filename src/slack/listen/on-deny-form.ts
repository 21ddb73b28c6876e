import { modalInputs } from '../action-ids.ts';
import { longestReason } from '../../model/reason.ts';
import { commitInput } from './commit-input.ts';
import { readDenyMetadata } from './deny-metadata.ts';
import { foreignWords, isForeign } from './is-foreign.ts';
import type { ListenerPorts } from './listener-ports.ts';
import { viewPayload } from './payloads.ts';
import { typedIn } from './typed-in.ts';

/**
 * The form behind Deny was sent: an input like a click, whose person, request and state are checked where it is worked
 * on. Returns what to write beside which input; nothing: it closes.
 */
export async function onDenyForm(
  ports: ListenerPorts,
  body: unknown,
): Promise<Record<string, string> | undefined> {
  const read = viewPayload.parse(body);
  const wrong = (words: string): Record<string, string> => ({ [modalInputs.reason]: words });
  if (isForeign(ports.identity(), [read.team?.id, read.user.team_id])) return wrong(foreignWords);
  const { id, hash, private_metadata: metadata, state } = read.view;
  const place = readDenyMetadata(metadata);
  if (place === undefined)
    return wrong('This form belongs to no plan, so nothing was denied. Close it and press Deny again.');
  const reason = typedIn(state.values, modalInputs.reason).replaceAll(/\s+/g, ' ').trim();
  if (reason === '') return wrong('Say why.');
  if (reason.length > longestReason) return wrong(`At most ${longestReason} characters.`);
  const { handle, ...where } = place;
  const result = await commitInput(ports, {
    deduplicationKey: read.trigger_id ?? `${id}/${hash ?? ''}`,
    person: read.user.id,
    channel: where.channel,
    ...(where.threadTs !== undefined && { threadTs: where.threadTs }),
    via: 'modal',
    text: `deny --reason ${JSON.stringify(reason)}`.slice(0, 1000),
    command: { verb: 'deny', handle, reason },
  });
  return result.taken ? undefined : wrong(result.words.replaceAll('`', ''));
}
