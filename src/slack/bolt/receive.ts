import type { App, ReceiverEvent } from '@slack/bolt';
import type { Logger } from '../../observe/logger.ts';

/** What was received and is not finished: a stop waits for it. */
export class InFlight {
  readonly #running = new Set<Promise<void>>();

  add(task: Promise<void>): Promise<void> {
    const settled = task.catch(() => undefined).finally(() => this.#running.delete(settled));
    this.#running.add(settled);
    return task;
  }

  /** Resolves when all is finished, or after `milliseconds`. */
  async drained(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
    await Promise.race([Promise.all(this.#running), deadline]);
    clearTimeout(timer);
  }
}

/**
 * The app as a receiver should see it. Bolt acknowledges an event before its listener runs, and a crash between the two
 * would lose it for good: here an event is acknowledged after its listener has committed it, and not at all when that
 * failed, so that Slack delivers it again.
 */
export function receivingApp(app: App, inFlight: InFlight, log: Logger): App {
  const processEvent = async (event: ReceiverEvent): Promise<void> => {
    const body: Readonly<Record<string, unknown>> = event.body;
    if (body['type'] === 'app_rate_limited') {
      log.warn(
        { minute: body['minute_rate_limited'] },
        'Slack held events back: more than 30,000 in an hour',
      );
      await event.ack();
      return;
    }
    if (body['event'] === undefined) {
      await app.processEvent(event);
      return;
    }
    await app.processEvent({ ...event, ack: async () => undefined });
    await event.ack();
  };
  const seen = Object.create(app, {
    processEvent: { value: (event: ReceiverEvent) => inFlight.add(processEvent(event)) },
  }) as App;
  return seen;
}
