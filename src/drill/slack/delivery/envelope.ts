import type { DeliveryOutcome, DeliveryRecord } from '../workspace-handle.ts';

/** One thing for the app, whichever way it goes. */
export type Envelope = {
  readonly id: string;
  readonly type: DeliveryRecord['type'];
  readonly payload: Readonly<Record<string, unknown>>;
  /** 0 the first time. */
  readonly retryAttempt: number;
  readonly retryReason?: 'timeout' | 'connection_failed' | 'http_error';
};

/** What became of it. `ackPayload` is what the app answered with. */
export type Acknowledgement = {
  readonly outcome: DeliveryOutcome;
  readonly via?: number | 'http';
  readonly ackAfterMs?: number;
  readonly ackPayload?: unknown;
};

export type Carrier = {
  /** Sends and waits for the acknowledgement, at most the acknowledgement time. Never rejects. */
  send(envelope: Envelope): Promise<Acknowledgement>;
};
