/** Where the bot listens now; undefined while it is down. */
export interface Target {
  url: string | undefined;
  token: string;
}

const pauseMs = 30;

/**
 * Sends one webhook until it is answered with 200, as Alertmanager does: again after a lost connection and after 5xx.
 * @throws for an answer that it would never repeat
 */
export async function sendUntilTaken(target: Target, body: unknown): Promise<{ attempts: number }> {
  for (let attempts = 1; ; attempts += 1) {
    const status = await send(target, body);
    if (status === 200) return { attempts };
    if (status !== undefined && status < 500) throw new Error(`a webhook was answered with ${status}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Undefined: nobody answered. */
async function send({ url, token }: Target, body: unknown): Promise<number | undefined> {
  if (url === undefined) return undefined;
  try {
    const response = await fetch(`${url}/webhooks/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}
