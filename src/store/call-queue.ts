import type { ToWorker } from './worker-protocol.ts';

export type Call = ToWorker & { type: 'call' };

/**
 * Calls that wait in the store's thread. Webhook bodies stand in a line of their own: they go first, because somebody
 * waits for the answer and will send all of it again when it does not come, and several share one commit.
 */
export class CallQueue {
  readonly bodies: Call[] = [];
  readonly others: ToWorker[] = [];
  #wake = (): void => undefined;

  add(message: ToWorker): void {
    if (message.type === 'call' && message.name === 'recordDelivery') this.bodies.push(message);
    else this.others.push(message);
    this.#wake();
  }

  async untilFilled(): Promise<void> {
    if (this.bodies.length + this.others.length > 0) return;
    await this.untilAdded();
  }

  async untilAdded(): Promise<void> {
    await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** The other calls at the head, up to a close: what was called before it is answered before it. */
  callsAhead(most: number): readonly Call[] {
    const calls: Call[] = [];
    for (const message of this.others.slice(0, most)) {
      if (message.type !== 'call') break;
      calls.push(message);
    }
    return calls;
  }
}
