import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { textOf } from '../../../src/drill/play/find-button.ts';
import type { FaultKind } from '../../../src/drill/kubernetes/fault.ts';
import type { Message } from '../../../src/drill/slack/start-workspace.ts';
import { verifyAudit } from '../../stories/support/audited.ts';
import { answersWithinMs } from '../../stories/support/patience.ts';
import { buttonsOf, planFor, plansOf, says } from '../../stories/support/plans.ts';
import { startListeningBot } from '../../stories/support/start-listening-bot.ts';
import { startStory, type Bot, type Story } from '../../stories/support/start-story.ts';

/** Actions of several steps by the real process, killed with SIGKILL at named points: every mutation once. */

const pool = ['blue-1', 'blue-2', 'blue-3'];

let story: Story;
let bot: Bot;
beforeAll(async () => {
  // All pods of the shop are on `old`; the other nodes come later.
  story = await startStory({
    kubernetes: { nodes: [{ name: 'old' }] },
    config: {
      policy: [
        {
          actions: ['cordon', 'uncordon', 'drain'],
          ask: ['group:sre'],
          approve: { from: ['group:platform'] },
        },
      ],
    },
  });
  story.kubernetes.addNode({ name: 'new' });
  for (const name of pool) story.kubernetes.addNode({ name, labels: { pool: 'blue' } });
  bot = await startListeningBot(story);
});
afterAll(async () => story.end());

const evictions = () =>
  story.kubernetes
    .requests()
    .filter(
      ({ uri, dryRun, responseStatus }) => uri.includes('/eviction') && !dryRun && responseStatus === 201,
    );
/** Changes of nodes, by their marks without the execution's id. */
const nodeChanges = (node: RegExp) =>
  story
    .mutations()
    .filter(({ uri }) => uri.startsWith('/api/v1/nodes/') && node.test(uri))
    .map(({ uri }) => /fieldManager=(middlewatch-\w+)-\w+(-\d+)?/.exec(uri)?.slice(1).join(''));
const isCordoned = (name: string): boolean =>
  (story.kubernetes.read({ resource: 'nodes', name })?.['spec'] as { unschedulable?: boolean })
    .unschedulable === true;
const click = async (name: string, message: Message, actionId: string): Promise<void> => {
  const { outcome } = await story.workspace.person(name).press({ ts: message.ts, actionId });
  if (outcome !== 'acknowledged') throw new Error(`the click on ${actionId}: ${outcome}`);
};
const budget = async (minAvailable: number): Promise<void> => {
  const key = { resource: 'poddisruptionbudgets.policy', namespace: 'shop', name: 'checkout' };
  story.kubernetes.apply({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'checkout', namespace: 'shop' },
    spec: { minAvailable, selector: { matchLabels: { app: 'checkout' } } },
  });
  await story.kubernetes.until(() => {
    const object = story.kubernetes.read(key);
    const status = object?.['status'] as { observedGeneration?: number } | undefined;
    return status?.observedGeneration === object?.metadata.generation;
  });
};
/** Kills the bot while a request that matches is carried out and not answered, or not even looked at. */
const killAt = async (
  method: string,
  path: RegExp,
  fault: FaultKind,
  start: () => Promise<void>,
): Promise<void> => {
  const remove = story.kubernetes.injectFault({ method, path, fault });
  await start();
  await vi.waitFor(
    () => {
      const hit = story.kubernetes
        .requests()
        .some((one) => one.method === method && path.test(one.uri) && one.fault === fault.kind);
      if (!hit) throw new Error(`no ${method} ${String(path)}`);
    },
    { timeout: answersWithinMs, interval: 5 },
  );
  await bot.kill();
  remove();
  bot = await startListeningBot(story);
};
const notTried = (node: RegExp): RegExp => new RegExp(`${node.source}(?!.*dryRun)`);

describe('a drain', () => {
  let plan: Message;

  it('says in its plan what the budget refuses', async () => {
    await budget(3);
    plan = await planFor(story, 'ana', 'drain old --timeout 20m');
    expect(textOf(plan)).toMatch(/Drain node\/old on prod/);
    expect(textOf(plan)).toMatch(/needs 3 healthy pods and has 3 currently.*would have to wait/);
    expect(story.mutations()).toEqual([]);
  });

  it('killed when the node was just cordoned: goes on, and waits for the budget on its message', async () => {
    await killAt('PATCH', notTried(/nodes\/old\?/), { kind: 'hold-answer' }, async () =>
      click('cleo', plan, 'mw_approve'),
    );
    await says(story, plan, /Evicted 0 of 3; waiting: disruption budget shop\/checkout allows 0/);
    expect(buttonsOf(await says(story, plan, /waiting/))).toContain('Abort');
    expect(nodeChanges(/old/)).toEqual(['middlewatch-drain-1']);
    expect(evictions()).toEqual([]);
  });

  it('killed when an eviction was carried out and not answered, and when one had not arrived: each pod once', async () => {
    await killAt('POST', notTried(/eviction\?/), { kind: 'hold-answer' }, async () => budget(2));
    await killAt('POST', notTried(/eviction\?/), { kind: 'hang' }, async () => undefined);
    await says(story, plan, /Evicted [23]/);
    await budget(0);
    const done = await says(story, plan, /Evicted 3 pods; old is drained[^]*Verdict: Worked/);
    expect(textOf(done)).toMatch(/Node old is drained: no pod is left that has to go; the 3 pods/);
    const uids = evictions().map(({ body }) => /"uid":"([\w-]+)"/.exec(JSON.stringify(body))?.[1]);
    expect(uids).toHaveLength(3);
    expect(new Set(uids).size).toBe(3);
    expect(nodeChanges(/old/)).toEqual(['middlewatch-drain-1']);
    expect(buttonsOf(done)).toEqual(['Undo']);
  });

  it('is undone by an uncordon, with an approval of its own', async () => {
    const before = plansOf(story).length;
    await click('ana', plan, 'mw_undo');
    const undo = await story.workspace.waitFor(() => plansOf(story).at(before), {
      timeoutMs: answersWithinMs,
      what: 'the plan of the undo',
    });
    expect(textOf(undo)).toMatch(/Uncordon node\/old/);
    await click('cleo', undo, 'mw_approve');
    await says(story, undo, /Verdict: Worked/);
    expect(isCordoned('old')).toBe(false);
  });

  it('is aborted by whoever is mapped: evicts no further, says what was done, the node stays cordoned', async () => {
    await budget(3);
    const crowded = story.kubernetes
      .list('pods', 'shop')
      .map((pod) => String((pod['spec'] as { nodeName?: string }).nodeName))[0];
    const evicted = evictions().length;
    const next = await planFor(story, 'ana', `drain ${crowded ?? ''}`);
    await click('cleo', next, 'mw_approve');
    await says(story, next, /Evicted 0 of \d; waiting/);
    await click('mallory', next, 'mw_abort');
    const done = await says(story, next, /Stopped: it was aborted[^]*Verdict: Partly done/);
    expect(textOf(done)).toMatch(/Evicted 0 of \d/);
    expect(buttonsOf(done)).toEqual(['Undo']);
    expect(evictions()).toHaveLength(evicted);
    expect(isCordoned(crowded ?? '')).toBe(true);
  });
});

describe('several objects', () => {
  it('killed amid: each once, one verdict for all, one undo', async () => {
    const plan = await planFor(story, 'ana', 'cordon -l pool=blue');
    expect(textOf(plan)).toMatch(/Cordon (2|3) nodes on prod: /);
    const count = Number(/Cordon (\d) nodes/.exec(textOf(plan))?.[1]);
    await killAt('PATCH', notTried(/nodes\/blue-2\?/), { kind: 'hold-answer' }, async () =>
      click('cleo', plan, 'mw_approve'),
    );
    const done = await says(
      story,
      plan,
      new RegExp(`Carried out on all ${count}: [^]*Verdict: Worked.* Of ${count}: ${count} worked`),
    );
    expect(textOf(done)).toMatch(/node\/blue-2` Worked: Node blue-2 takes no new pods/);
    const before = plansOf(story).length;
    await click('ana', plan, 'mw_undo');
    const undo = await story.workspace.waitFor(() => plansOf(story).at(before), {
      timeoutMs: answersWithinMs,
      what: 'the plan of the undo',
    });
    expect(textOf(undo)).toMatch(new RegExp(`Uncordon ${count} nodes on prod`));
    await click('cleo', undo, 'mw_approve');
    await says(story, undo, new RegExp(`Of ${count}: ${count} worked`));
    const changes = nodeChanges(/blue-2/);
    expect(changes.filter((mark) => mark?.startsWith('middlewatch-cordon'))).toHaveLength(1);
    expect(changes.filter((mark) => mark?.startsWith('middlewatch-uncordon'))).toHaveLength(1);
  });

  it('the audit chain holds', async () => {
    expect(await verifyAudit(story)).toMatchObject({ code: 0, ok: true });
  });
});
