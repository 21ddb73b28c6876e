import type { WorkspaceState } from '../state/workspace-state.ts';
import type { ApiArguments } from './arguments.ts';
import type { RateClass } from './rate-limits.ts';

/** What a method may do besides reading and changing the state. */
export type MethodContext = {
  readonly state: WorkspaceState;
  /** A one-time `ws://…/link/?ticket=…` address. */
  readonly openConnection: () => string;
  /** Sends an Events API event to the app, if the app subscribes to it. */
  readonly sendEvent: (event: Readonly<Record<string, unknown>> & { readonly type: string }) => void;
};

export type Method = {
  readonly token: 'bot' | 'app';
  /** Any one of them will do; empty: none is needed. */
  readonly scopes: readonly string[];
  readonly rate: RateClass;
  /** @returns The answer without `ok`. @throws SlackError */
  readonly run: (context: MethodContext, args: ApiArguments) => Readonly<Record<string, unknown>>;
};
