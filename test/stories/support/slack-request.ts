import { signatureHeaders } from '../../../src/drill/slack/delivery/http-carrier.ts';

/** POSTs an interaction as Slack does over HTTP; whoever has the secret can send any payload. Resolves with the status. */
export async function sendInteraction(
  url: string,
  payload: unknown,
  { secret, atSeconds = Math.floor(Date.now() / 1000) }: { secret: string; atSeconds?: number },
): Promise<number> {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...signatureHeaders(secret, body, atSeconds),
    },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}
