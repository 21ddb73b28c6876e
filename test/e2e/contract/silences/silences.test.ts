import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isRefusal, type ActionTools } from '../../../../src/actions/action.ts';
import { carryOut, type CallResult } from '../../../../src/actions/carry-out.ts';
import { catalogue } from '../../../../src/actions/catalogue.ts';
import { makePlan } from '../../../../src/actions/make-plan.ts';
import type { SilenceTools } from '../../../../src/actions/silences/silence-tools.ts';
import type { ClusterClient } from '../../../../src/cluster/cluster-client.ts';
import type { ActionParameters } from '../../../../src/model/action.ts';
import { readMatchers, writeMatchers, type Matcher } from '../../../../src/model/matcher.ts';
import type { Plan } from '../../../../src/model/plan.ts';
import type { AlertmanagerClient } from '../../../../src/telemetry/alertmanager/alertmanager-client.ts';
import { connectAlertmanager } from '../../../../src/telemetry/alertmanager/connect-alertmanager.ts';
import { TelemetryError } from '../../../../src/telemetry/telemetry-error.ts';
import { httpRequest } from '../../support/http-request.ts';
import { silenceServers, type SilenceServer } from './silence-servers.ts';

const hour = 3_600_000;
const odd = 'ä "quoted" back\\slash,comma {brace}';

describe.each(silenceServers)('$name', ({ start }) => {
  let server: SilenceServer;
  let client: AlertmanagerClient;
  beforeAll(async () => {
    server = await start();
    client = connectAlertmanager({ url: server.url });
    await server.fire({ alertname: 'A', namespace: 'shop', pod: 'web-1', note: odd });
    await server.fire({ alertname: 'A', namespace: 'shop', pod: 'web-22' });
    await server.fire({ alertname: 'B', namespace: 'pay', severity: 'critical' });
    await vi.waitFor(async () => expect(await client.alerts([], 2000)).toHaveLength(3), 10_000);
  });
  afterAll(async () => {
    client.close();
    await server.stop();
  });

  const post = async (changes: Record<string, unknown>, type = 'application/json'): Promise<number> => {
    const body = {
      matchers: [{ name: 'alertname', value: 'post', isRegex: false, isEqual: true }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + hour).toISOString(),
      createdBy: 'ana',
      comment: 'x',
      ...changes,
    };
    const answer = await httpRequest({
      method: 'POST',
      url: `${server.url}/api/v2/silences`,
      headers: { 'content-type': type },
      body: JSON.stringify(body),
    });
    return answer.status;
  };

  it.each([
    ['as it should be', {}, 200],
    ['an empty comment', { comment: '' }, 200],
    ['everything', { matchers: [{ name: 'alertname', value: '.+', isRegex: true }] }, 200],
    ['no matchers', { matchers: [] }, 422],
    ['only matchers of nothing', { matchers: [{ name: 'a', value: '', isRegex: false }] }, 400],
    ['a broken expression', { matchers: [{ name: 'a', value: '(', isRegex: true }] }, 400],
    ['no author', { createdBy: undefined }, 422],
    ['an end in the past', { endsAt: new Date(Date.now() - hour).toISOString() }, 400],
    ['an unknown id', { id: randomUUID() }, 404],
  ])('answers a silence with %s', async (_name, changes, status) => {
    expect(await post(changes)).toBe(status);
  });

  it('answers another content type, and ends of what is not there, as documented', async () => {
    expect(await post({}, 'text/plain')).toBe(415);
    const expire = async (id: string): Promise<number> =>
      (await httpRequest({ method: 'DELETE', url: `${server.url}/api/v2/silence/${id}` })).status;
    expect(await expire('no-uuid')).toBe(422);
    // 500 up to 0.25, 404 later.
    expect([404, 500]).toContain(await expire(randomUUID()));
  });

  it.each([
    ['alertname=A', 2],
    ['alertname!=A', 1],
    ['pod=~web-1', 1],
    ['pod=~"web-\\d+"', 2],
    ['pod=~web', 0],
    ['pod=""', 1],
    ['pod!~"web-.+"', 1],
    [`note="${odd.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`, 1],
    ['alertname=~"A|B", namespace="pay"', 1],
  ])('lists what %s matches', async (text, count) => {
    const filters = matchersOf(text).map((one) => writeMatchers([one]));
    expect(await client.alerts(filters, 2000)).toHaveLength(count);
  });

  it('keeps the id of a silence whose end moves, mutes by it, and ends it', async () => {
    const wanted = {
      matchers: matchersOf(`alertname=A pod=~"web-\\d+" note!~"${'x'.repeat(20)}"`),
      startsAtText: new Date().toISOString(),
      endsAt: Date.now() + hour,
      createdBy: 'ana@example.com (Slack U0ANA)',
      comment: odd,
    };
    const id = await client.setSilence(wanted, 2000);
    const [created] = (await client.silencesOfAll(2000)).silences.filter((one) => one.id === id);
    expect(created).toMatchObject({ comment: odd, createdBy: wanted.createdBy, endsAt: wanted.endsAt });
    expect(writeMatchers(created?.matchers ?? [])).toBe(writeMatchers(wanted.matchers));
    const later = { ...wanted, id, startsAtText: created?.startsAtText ?? '', endsAt: wanted.endsAt + hour };
    expect(await client.setSilence(later, 2000)).toBe(id);
    await expect
      .poll(async () =>
        (await client.alerts(['alertname="A"'], 2000)).map(({ silencedBy }) => silencedBy.includes(id)),
      )
      .toEqual([true, true]);
    await client.expireSilence(id, 2000);
    await client.expireSilence(id, 2000);
    const after = (await client.silencesOfAll(2000)).silences.find((one) => one.id === id);
    expect(after?.state).toBe('expired');
    expect(await client.setSilence({ ...later, matchers: matchersOf('alertname=C') }, 2000)).not.toBe(id);
  });

  describe('the actions', () => {
    const toolsOf = (alertmanager: SilenceTools['alertmanager']): ActionTools => ({
      cluster: {} as ClusterClient,
      redact: (text) => text,
      now: Date.now,
      silences: {
        alertmanager,
        recorded: async () => ({ alerts: [], more: false }),
        longestMs: 24 * hour,
        broadFrom: 20,
        author: 'ana@example.com (Slack U0ANA)',
      },
    });
    const planned = async (parameters: ActionParameters): Promise<Plan> => {
      const plan = await makePlan(toolsOf(client), parameters);
      if (isRefusal(plan)) throw new Error(plan.message);
      return plan;
    };
    const sent = async (
      plan: Plan,
      executionId: string,
      earlierCall: 'none' | 'possible',
      through: SilenceTools['alertmanager'] = client,
    ): Promise<CallResult> =>
      carryOut(toolsOf(through), {
        plan,
        executionId,
        earlierCall,
        sending: 'allowed',
        begin: async () => 'first',
      });
    const running = async (matchers: string) =>
      (await client.silencesOfAll(2000)).silences.filter(
        (one) => one.state !== 'expired' && writeMatchers(one.matchers) === matchers,
      );
    const target = {
      cluster: 'prod',
      kind: 'Silence',
      namespace: 'shop',
      name: 'alertname="A", namespace="shop"',
    };

    it('make a silence once although its answer is lost, extend it, and take both back', async () => {
      const plan = await planned({
        action: 'silence',
        target,
        matchers: target.name,
        until: Date.now() + hour,
        reason: 'known',
      });
      expect(plan.blastRadius).toMatch(/2 alerts of 3 now/);
      // Alertmanager takes it, and the answer never comes.
      const losing = {
        ...client,
        setSilence: async (...wanted: Parameters<AlertmanagerClient['setSilence']>) => {
          await client.setSilence(...wanted);
          throw new TelemetryError('timeout', 'Alertmanager did not answer within 5 s');
        },
      };
      expect(await sent(plan, 'exec1', 'none', losing)).toMatchObject({ outcome: 'again' });
      expect(await sent(plan, 'exec1', 'possible')).toMatchObject({ outcome: 'found-done' });
      const made = await running(target.name);
      expect(made).toHaveLength(1);
      expect(made[0]?.comment).toBe('known [middlewatch-silence-exec1]');
      expect(await catalogue.silence.verify(toolsOf(client), plan, { since: 0, stableMs: 0 })).toMatchObject({
        result: 'worked',
        sentence: expect.stringMatching(/It covers 2 alerts now/) as unknown,
      });

      const named = { ...target, name: made[0]?.id ?? '' };
      const longer = await planned({ action: 'silence-extend', target: named, until: Date.now() + 2 * hour });
      expect(await sent(longer, 'exec2', 'none')).toMatchObject({ outcome: 'answered' });
      expect((await running(target.name)).map(({ id, endsAt }) => [id, endsAt])).toEqual([
        [named.name, longer.after['endsAt']],
      ]);
      const shorter = await catalogue['silence-extend'].inverse(toolsOf(client), longer);
      if ('refused' in shorter) throw new Error(shorter.message);
      expect(await sent(await planned(shorter), 'exec3', 'none')).toMatchObject({ outcome: 'answered' });

      const undo = await catalogue.silence.inverse(toolsOf(client), plan);
      if ('refused' in undo) throw new Error(undo.message);
      expect(undo).toMatchObject({ action: 'silence-expire', target: { name: named.name } });
      expect(await sent(await planned(undo), 'exec4', 'none')).toMatchObject({ outcome: 'answered' });
      expect(await running(target.name)).toEqual([]);
    });

    it('refuse an approval that no longer fits, and an expression that Alertmanager refuses', async () => {
      const matchers = 'alertname="B"';
      const until = Date.now() + hour;
      const plan = await planned({
        action: 'silence',
        target: { ...target, name: matchers },
        matchers,
        until,
        reason: 'x',
      });
      await client.setSilence(
        {
          matchers: matchersOf(matchers),
          startsAtText: new Date().toISOString(),
          endsAt: until,
          createdBy: 'b',
          comment: '',
        },
        2000,
      );
      expect(await sent(plan, 'exec5', 'none')).toMatchObject({ outcome: 'world-moved' });
      const broken = { action: 'silence', target, matchers: 'alertname=~"("', until, reason: 'x' } as const;
      expect(await makePlan(toolsOf(client), broken)).toMatchObject({ refused: true, reason: 'bad-value' });
    });
  });
});

function matchersOf(text: string): Matcher[] {
  const read = readMatchers(text);
  if ('problem' in read) throw new Error(read.problem);
  return read.matchers;
}
