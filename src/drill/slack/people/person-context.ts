import type { Delivered, Dispatcher } from '../delivery/deliver.ts';
import { issueTrigger } from '../state/tickets.ts';
import type { PersonState, WorkspaceState } from '../state/workspace-state.ts';
import type { InteractionResult } from '../workspace-handle.ts';

/** What every act of a person needs. */
export type PersonContext = {
  readonly state: WorkspaceState;
  readonly person: PersonState;
  readonly dispatcher: Dispatcher;
  readonly triggerLifetimeMs: number;
};

/** The fields that all interaction payloads share. */
export function interactionBase({ state, person }: PersonContext): Readonly<Record<string, unknown>> {
  return {
    team: { id: state.app.teamId, domain: state.app.teamDomain },
    user: { id: person.id, username: person.name, name: person.name, team_id: state.app.teamId },
    api_app_id: state.app.appId,
    token: state.app.verificationToken,
    enterprise: null,
    is_enterprise_install: false,
  };
}

export const newTrigger = ({ state, person, triggerLifetimeMs }: PersonContext, viewId?: string): string =>
  issueTrigger(state, person.id, {
    lifetimeMs: triggerLifetimeMs,
    ...(viewId === undefined ? {} : { viewId }),
  });

/** Shows an error to the person, as Slack's client would. */
export function notice({ state, person }: PersonContext, text: string): void {
  person.notices.push(text);
  state.changes.changed();
}

/** @param failure The sentence to show when it was not acknowledged in time. */
export function resultOf(
  context: PersonContext,
  delivered: Delivered,
  failure: (outcome: string) => string,
): InteractionResult {
  const { outcome, envelopeId } = delivered;
  if (outcome === 'acknowledged') return { outcome, envelopeId };
  const error = failure(outcome);
  notice(context, error);
  return { outcome, envelopeId, error };
}

/** Seconds since the epoch with microseconds, for `action_ts` and `event_ts`. */
export const actionTs = (state: WorkspaceState): string => (state.now() / 1000).toFixed(6);
