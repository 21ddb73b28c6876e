import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';

/** What the tests' app does: enough to meet every kind of delivery. */
export function tellStory(app: App): void {
  app.command('/mw', async ({ command, ack, client, respond }) => {
    if (command.text === 'form') {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: form });
    } else if (command.text === 'respond') {
      await ack();
      await respond({ text: 'to everybody', response_type: 'in_channel' });
    } else if (command.text === 'silent') {
      return;
    } else if (command.text === 'card') {
      await ack();
      await client.chat.postMessage({ channel: command.channel_id, text: 'a card', blocks: [card] });
    } else await ack(`you said ${command.text}`);
  });
  app.action('approve', async ({ ack, respond, body }) => {
    await ack();
    await respond({ replace_original: true, text: `approved by ${body.user.id}`, blocks: [] });
  });
  app.action('pick', async ({ ack, respond, action }) => {
    await ack();
    const chosen = action.type === 'static_select' ? action.selected_option.value : 'nothing';
    await respond({ text: `picked ${chosen}`, replace_original: false });
  });
  app.options('service', async ({ ack, options }) => {
    const services = ['checkout', 'cart'].filter((name) => name.startsWith(options.value));
    await ack({ options: services.map((value) => ({ text: { type: 'plain_text', text: value }, value })) });
  });
  app.action('service', async ({ ack, respond, action }) => {
    await ack();
    const chosen = action.type === 'external_select' ? (action.selected_option?.value ?? '') : '';
    await respond({ text: `service ${chosen}`, replace_original: false });
  });
  app.view('silence', async ({ ack, view, client, body }) => {
    const reason = view.state.values['reason']?.['text']?.value ?? '';
    if (reason === 'because') {
      await ack({ response_action: 'errors', errors: { reason: 'Say more.' } });
      return;
    }
    await ack();
    await client.chat.postMessage({
      channel: view.private_metadata,
      text: `silenced by ${body.user.id}: ${reason}`,
    });
  });
  app.event('app_mention', async ({ event, client }) => {
    await client.chat.postMessage({
      channel: event.channel,
      thread_ts: event.thread_ts ?? event.ts,
      text: 'here',
    });
  });
  app.shortcut('incident_actions', async ({ ack, shortcut, respond }) => {
    await ack();
    if (shortcut.type === 'message_action') await respond({ text: `about ${shortcut.message_ts}` });
  });
}

const card = {
  type: 'actions',
  block_id: 'answer',
  elements: [
    {
      type: 'button',
      action_id: 'approve',
      text: { type: 'plain_text', text: 'Approve' },
      value: 'plan-1',
      style: 'primary',
    },
    {
      type: 'static_select',
      action_id: 'pick',
      options: ['one', 'two'].map((value) => ({ text: { type: 'plain_text', text: value }, value })),
    },
    { type: 'external_select', action_id: 'service', min_query_length: 0 },
  ],
} as const;

const form: ModalView = {
  type: 'modal',
  callback_id: 'silence',
  title: { type: 'plain_text', text: 'Silence' },
  submit: { type: 'plain_text', text: 'Silence' },
  private_metadata: '#incidents',
  blocks: [
    {
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: 'Reason' },
      element: { type: 'plain_text_input', action_id: 'text', min_length: 3 },
    },
  ],
};
