/** Where the bot listens now, and what is to happen to it while a webhook is with it. */
export interface Target {
  /** Undefined while it is down. */
  url: string | undefined;
  token: string;
  /** Called as a webhook is on its way, before anything can be written. */
  onSent?: (() => void) | undefined;
  /** Called when the first byte of a 200 is there: `lost` = the sender never gets to see it. */
  onTaken?: (() => 'seen' | 'lost') | undefined;
  /** Since when its database is down. */
  outage?: number | undefined;
  /** How often each status was answered. */
  answers: Map<number, number>;
  /** What may never be answered. */
  wrong: string[];
}

export function targetWith(token: string): Target {
  return { url: undefined, token, answers: new Map(), wrong: [] };
}

const pauseMs = 30;

/**
 * Sends one webhook until it is answered with 200, as Alertmanager does: again after a lost connection and after 5xx.
 * @throws for an answer that it would never repeat
 */
export async function sendUntilTaken(
  target: Pick<Target, 'url' | 'token'> & Partial<Target>,
  body: unknown,
): Promise<{ attempts: number }> {
  for (let attempts = 1; ; attempts += 1) {
    const status = await send(target, body);
    if (status === 200) return { attempts };
    if (status !== undefined && status < 500) throw new Error(`a webhook was answered with ${status}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Undefined: nobody answered. */
async function send(
  target: Pick<Target, 'url' | 'token'> & Partial<Target>,
  body: unknown,
): Promise<number | undefined> {
  const { url, token, outage, answers, wrong } = target;
  if (url === undefined) return undefined;
  try {
    const answered = fetch(`${url}/webhooks/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    });
    target.onSent?.();
    const response = await answered;
    if (response.status === 200 && target.onTaken?.() === 'lost') return undefined;
    await response.arrayBuffer();
    answers?.set(response.status, (answers.get(response.status) ?? 0) + 1);
    // Sent and answered while there was no database: nobody can have kept it.
    if (response.status === 200 && outage !== undefined && target.outage === outage)
      wrong?.push('a webhook was answered with 200 while the database was down');
    return response.status;
  } catch {
    return undefined;
  }
}
