import { removeEphemeral } from '../state/messages.ts';
import type { PersonState, WorkspaceState } from '../state/workspace-state.ts';
import type { ElementTarget, ElementValue, InteractionResult, Person } from '../workspace-handle.ts';

/** What a hand on the page did, as the page reports it. */
export type Act = Readonly<Record<string, unknown>> & { readonly kind: string };

export type ActResult = Pick<InteractionResult, 'error' | 'errors' | 'view'> & { readonly outcome: string };

const text = (act: Act, name: string): string | undefined => {
  const value = act[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const need = (act: Act, name: string): string => {
  const value = text(act, name);
  if (value === undefined) throw new Error(`the page sent no ${name}`);
  return value;
};

function elementValue(value: unknown): ElementValue {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(String);
  throw new Error('the page sent no value');
}

function target(act: Act): ElementTarget {
  const channel = text(act, 'channel');
  const ts = text(act, 'ts');
  return {
    actionId: need(act, 'actionId'),
    blockId: need(act, 'blockId'),
    ...(channel === undefined ? {} : { channel }),
    ...(ts === undefined ? { inView: true } : { ts }),
  };
}

async function say(person: Person, act: Act): Promise<ActResult> {
  const typed = need(act, 'text');
  const channel = need(act, 'channel');
  const threadTs = text(act, 'threadTs');
  const [, command, rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(typed) ?? [];
  if (command === undefined) {
    await person.say(typed, { channel, ...(threadTs === undefined ? {} : { threadTs }) });
    return { outcome: 'acknowledged' };
  }
  // Slack's own refusal: it delivers no slash command that is typed in a thread.
  if (threadTs !== undefined) {
    return { outcome: 'not_sent', error: `${command} is not supported in threads. Sorry!` };
  }
  return person.command(command, rest, { channel });
}

function viewValues(act: Act): Readonly<Record<string, ElementValue>> {
  const values = act['values'];
  if (typeof values !== 'object' || values === null) return {};
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, elementValue(value)]));
}

/** Does it, as this person. @throws Error with a sentence for the toast when it cannot be done. */
export async function performAct(
  state: WorkspaceState,
  person: Person,
  own: PersonState,
  act: Act,
): Promise<ActResult> {
  switch (act.kind) {
    case 'say':
      return say(person, act);
    case 'press':
      return person.press(target(act));
    case 'choose':
      return person.choose({ ...target(act), value: elementValue(act['value']) });
    case 'submit':
      return person.submitView(viewValues(act));
    case 'close':
      return person.closeView(act['all'] === true ? { all: true } : undefined);
    case 'shortcut':
      return person.messageShortcut(need(act, 'callbackId'), {
        channel: need(act, 'channel'),
        ts: need(act, 'ts'),
      });
    case 'global-shortcut':
      return person.globalShortcut(need(act, 'callbackId'));
    case 'dismiss':
      removeEphemeral(state, own, need(act, 'ts'));
      return { outcome: 'acknowledged' };
    default:
      throw new Error(`the page sent an unknown act "${act.kind}"`);
  }
}
