import { findElements } from '../blocks/find-elements.ts';
import { isObject } from '../blocks/rule.ts';
import type { View } from '../message.ts';
import { issueResponseUrl } from '../state/tickets.ts';
import { buildView, checkView, maxStackedViews } from '../web-api/views.ts';
import { SlackError } from '../web-api/slack-error.ts';
import type { ElementValue, InteractionResult } from '../workspace-handle.ts';
import { interactionBase, newTrigger, notice, resultOf, type PersonContext } from './person-context.ts';
import { inputFaults, setValue, viewValues } from './state-values.ts';
import { withSuggestedOptions } from './suggested-options.ts';

/** Slack's own words for a modal that could not be sent. */
const trouble = 'We had some trouble connecting. Try again?';

function topView({ person }: PersonContext): View {
  const view = person.views.at(-1);
  if (view === undefined) throw new Error(`${person.name} has no modal open`);
  return view;
}

async function fill(
  context: PersonContext,
  view: View,
  values: Readonly<Record<string, ElementValue>>,
): Promise<void> {
  const elements = findElements(view.blocks);
  for (const [name, value] of Object.entries(values)) {
    const placed =
      elements.find((candidate) => candidate.blockId === name) ??
      elements.find((candidate) => candidate.element['action_id'] === name);
    if (placed === undefined) {
      const there = elements.map((candidate) => String(candidate.element['action_id'])).join(', ');
      throw new Error(`the modal has no input "${name}"; it has: ${there}`);
    }
    const place = { container: { type: 'view', view_id: view.id }, view };
    const offered = await withSuggestedOptions(context, placed, value, place);
    setValue(context.state, context.person.id, view.id, offered, value);
  }
}

/** The response URLs that conversation menus with `response_url_enabled` give. */
function responseUrls(context: PersonContext, view: View): readonly unknown[] {
  const { state, person } = context;
  const values = viewValues(state, person.id, view);
  return findElements(view.blocks)
    .filter(({ element }) => element['response_url_enabled'] === true)
    .flatMap(({ element, blockId }) => {
      const actionId = String(element['action_id']);
      const held = values[blockId]?.[actionId];
      const channel = held?.['selected_conversation'] ?? held?.['selected_channel'];
      if (typeof channel !== 'string') return [];
      const url = issueResponseUrl(state, { userId: person.id, channel, source: { kind: 'view' } });
      return [{ block_id: blockId, action_id: actionId, channel_id: channel, response_url: url }];
    });
}

type Outcome = Pick<InteractionResult, 'view' | 'errors'>;

/** Does what the acknowledgement of a submission says. @throws SlackError when its view is refused. */
function applyResponse(context: PersonContext, view: View, ackPayload: unknown): Outcome {
  const { state, person } = context;
  const action = isObject(ackPayload) ? ackPayload['response_action'] : undefined;
  if (isObject(ackPayload) && action === 'errors' && isObject(ackPayload['errors'])) {
    return { view: 'errors', errors: ackPayload['errors'] as Record<string, string> };
  }
  if (isObject(ackPayload) && action === 'update') {
    const updated = buildView(state, checkView(ackPayload['view']), { old: view });
    person.views = person.views.map((other) => (other.id === view.id ? updated : other));
    return { view: 'updated' };
  }
  if (isObject(ackPayload) && action === 'push') {
    if (person.views.length >= maxStackedViews) throw new SlackError('push_limit_reached');
    person.views = [...person.views, buildView(state, checkView(ackPayload['view']), { previous: view })];
    return { view: 'pushed' };
  }
  person.views =
    action === 'clear' || view.clear_on_close ? [] : person.views.filter((other) => other.id !== view.id);
  return { view: 'closed' };
}

/** Fills the top modal and submits it. Faults that Slack's client finds itself are never sent. */
export async function submitView(
  context: PersonContext,
  values: Readonly<Record<string, ElementValue>>,
): Promise<InteractionResult> {
  const { state, person } = context;
  const view = topView(context);
  await fill(context, view, values);
  const held = viewValues(state, person.id, view);
  const faults = inputFaults(view, held);
  if (Object.keys(faults).length > 0) return { outcome: 'not_sent', view: 'errors', errors: faults };
  const delivered = await context.dispatcher.send('interactive', {
    type: 'view_submission',
    ...interactionBase(context),
    trigger_id: newTrigger(context, view.id),
    view: { ...view, state: { values: held } },
    response_urls: responseUrls(context, view),
  });
  const result = resultOf(context, delivered, () => trouble);
  if (result.outcome !== 'acknowledged') return result;
  try {
    const outcome = applyResponse(context, view, delivered.ackPayload);
    state.changes.changed();
    return { ...result, ...outcome };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    notice(context, trouble);
    return { ...result, error: `${trouble} (${[error.code, ...error.messages].join(' ')})` };
  }
}

/** Closes the top modal (or all). The app hears of it when the view asked for that. */
export async function closeView(context: PersonContext, which: 'top' | 'all'): Promise<InteractionResult> {
  const { state, person } = context;
  const view = topView(context);
  person.views = which === 'all' ? [] : person.views.slice(0, -1);
  state.changes.changed();
  if (!view.notify_on_close) return { outcome: 'not_sent', view: 'closed' };
  const delivered = await context.dispatcher.send('interactive', {
    type: 'view_closed',
    ...interactionBase(context),
    view: { ...view, state: { values: viewValues(state, person.id, view) } },
    is_cleared: which === 'all',
  });
  const { outcome, envelopeId } = delivered;
  return { outcome, envelopeId, view: 'closed' };
}
