import { httpRequest } from '../support/http-request.ts';
import { waitUntil } from '../support/wait-until.ts';

/** One may have begun before; an absent alert is believed after two. */
const mostNeeded = 4;

/** The bot has compared its incidents with what Alertmanager lists, so many times since now. */
export async function untilLooked(botUrl: string, looksNeeded: number = mostNeeded): Promise<void> {
  const looks = async () => {
    const { text } = await httpRequest({ method: 'GET', url: `${botUrl}/metrics` });
    return Number(
      /^middlewatch_work_seconds_count\{kind="reconcile",outcome="again"\} (\d+)/m.exec(text)?.[1] ?? 0,
    );
  };
  const before = await looks();
  await waitUntil(async () => (await looks()) >= before + looksNeeded, {
    what: 'the bot to ask Alertmanager',
  });
}
