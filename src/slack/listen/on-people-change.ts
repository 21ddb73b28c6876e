import type { ListenerPorts } from './listener-ports.ts';
import { peopleEvent } from './payloads.ts';

/** Slack says that an account or a user group changed: what is known of it is asked for again. Nothing is kept of it. */
export async function onPeopleChange(
  ports: Pick<ListenerPorts, 'onPeopleChange'>,
  body: unknown,
): Promise<void> {
  const { event } = peopleEvent.parse(body);
  const user = typeof event.user === 'string' ? event.user : event.user?.id;
  ports.onPeopleChange?.(event.type === 'user_change' && user !== undefined ? { user } : 'groups');
}
