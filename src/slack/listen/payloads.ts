import { z } from 'zod';

/** What Slack delivers, as far as we read it. Nothing in it is trusted beyond its shape. */
const id = z.string().min(1).max(255);
const text = z.string().max(100_000);
const userOf = z.object({ id, team_id: id.optional() });
const team = z.object({ id }).nullish();

/** @see https://docs.slack.dev/interactivity/implementing-slash-commands */
export const commandPayload = z.object({
  command: id,
  text: text.default(''),
  user_id: id,
  channel_id: id,
  team_id: id.optional(),
  trigger_id: id,
  response_url: text.optional(),
});

/** @see https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const actionsPayload = z.object({
  user: userOf,
  team,
  trigger_id: id,
  response_url: text.optional(),
  channel: z.object({ id }).optional(),
  container: z
    .object({ message_ts: id.optional(), thread_ts: id.optional(), channel_id: id.optional() })
    .optional(),
  message: z.object({ ts: id.optional(), thread_ts: id.optional() }).optional(),
  /** Present when the click was in a modal. */
  view: z.object({ id, private_metadata: text.default('') }).optional(),
  actions: z.array(z.object({ action_id: id, value: text.optional() })).min(1),
});

/** @see https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const viewPayload = z.object({
  user: userOf,
  team,
  trigger_id: id.optional(),
  view: z.object({
    id,
    hash: id.optional(),
    private_metadata: text.default(''),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), z.unknown())) }),
  }),
});

/** @see https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export const shortcutPayload = z.object({
  user: userOf,
  team,
  trigger_id: id,
  response_url: text.optional(),
  channel: z.object({ id }),
  message: z.object({ ts: id, thread_ts: id.optional() }),
});

/** @see https://docs.slack.dev/reference/events/user_change and subteam_members_changed, subteam_updated */
export const peopleEvent = z.object({
  event: z.object({ type: id, user: z.union([id, z.object({ id })]).optional() }),
});

/** @see https://docs.slack.dev/reference/events/app_mention */
export const mentionPayload = z.object({
  event_id: id,
  team_id: id.optional(),
  event: z.object({
    user: id.optional(),
    bot_id: id.optional(),
    text: text.default(''),
    channel: id,
    ts: id,
    thread_ts: id.optional(),
    team: id.optional(),
    user_team: id.optional(),
  }),
});
