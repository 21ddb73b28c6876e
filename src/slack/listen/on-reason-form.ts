import { readDebtNumber, type DebtVerdict } from '../../model/break-glass.ts';
import type { Command } from '../../model/input.ts';
import { longestReason } from '../../model/reason.ts';
import { modalInputs } from '../action-ids.ts';
import { formatCommand } from '../grammar/format-command.ts';
import { chosenIn } from './chosen-in.ts';
import { commitInput } from './commit-input.ts';
import { foreignWords, isForeign } from './is-foreign.ts';
import type { ListenerPorts } from './listener-ports.ts';
import { viewPayload } from './payloads.ts';
import { readReasonMetadata } from './reason-metadata.ts';
import { typedIn } from './typed-in.ts';

type Values = Parameters<typeof typedIn>[0];

/**
 * The form behind Break glass or Review was sent: an input like a click, whose person, right and state are checked where
 * it is worked on. Returns what to write beside which input; nothing: it closes.
 */
export async function onReasonForm(
  ports: ListenerPorts,
  body: unknown,
  form: 'break-glass' | 'review',
): Promise<Record<string, string> | undefined> {
  const read = viewPayload.parse(body);
  const wrong = (words: string): Record<string, string> => ({ [modalInputs.reason]: words });
  if (isForeign(ports.identity(), [read.team?.id, read.user.team_id])) return wrong(foreignWords);
  const { id, hash, private_metadata: metadata, state } = read.view;
  const place = readReasonMetadata(metadata);
  if (place === undefined)
    return wrong('This form belongs to nothing that is known here, so nothing was done. Close it.');
  const reason = typedIn(state.values, modalInputs.reason).replaceAll(/\s+/g, ' ').trim();
  if (reason === '') return wrong('Say why.');
  if (reason.length > longestReason) return wrong(`At most ${longestReason} characters.`);
  const command = form === 'review' ? reviewOf(place.about, state.values, reason) : undefined;
  if (form === 'review' && command === undefined) return { [modalInputs.verdict]: 'Choose one.' };
  const wanted: Command = command ?? { verb: 'break-glass', handle: place.about, reason };
  const result = await commitInput(ports, {
    deduplicationKey: read.trigger_id ?? `${id}/${hash ?? ''}`,
    person: read.user.id,
    channel: place.channel,
    ...(place.threadTs !== undefined && { threadTs: place.threadTs }),
    ...(read.team?.id !== undefined && { team: read.team.id }),
    via: 'modal',
    text: formatCommand(wanted).slice(0, 1000),
    command: wanted,
  });
  return result.taken ? undefined : wrong(result.words.replaceAll('`', ''));
}

function reviewOf(about: string, values: Values, reason: string): Command | undefined {
  const debt = readDebtNumber(about);
  const verdict = chosenIn(values, modalInputs.verdict);
  if (debt === undefined || !isVerdict(verdict)) return undefined;
  return { verb: 'review', debt, verdict, reason };
}

function isVerdict(text: string | undefined): text is DebtVerdict {
  return text === 'ok' || text === 'not-ok';
}
