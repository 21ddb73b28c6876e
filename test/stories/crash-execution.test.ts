import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../src/drill/play/find-button.ts';
import { auditOf, verifyAudit } from './support/audited.ts';
import {
  approve,
  approveAnd,
  ask,
  changesOf,
  deployTwice,
  disturb,
  executionOf,
  requestsOf,
  seen,
  told,
  type InterruptedAction,
} from './support/interrupted-action.ts';
import { answersWithinMs, bePatient } from './support/patience.ts';
import { readStore } from './support/read-store.ts';
import { sickWorkload } from './support/sick-workload.ts';
import { startListeningBot } from './support/start-listening-bot.ts';
import { startStory, type Bot, type Story } from './support/start-story.ts';
import { webhook } from './support/webhook.ts';

bePatient();

const rollback = (name: string): InterruptedAction => ({ name, action: 'rollback' });
const scale = (name: string): InterruptedAction => ({ name, action: 'scale' });
const cordon = (name: string): InterruptedAction => ({ name, action: 'cordon' });

const lost = rollback('answer-lost');
const conflict = rollback('written-meanwhile');
const moved = rollback('changed-before');
const movedLate = rollback('changed-under-way');

/** Killed after the intent and before the call. */
const before = [rollback('rollback-before'), scale('scale-before'), cordon('cordon-before')];
/** Killed when the call had left, and the API server never worked on it. */
const unseen = [rollback('rollback-unseen')];
/** Killed when the API server had carried it out, before the answer. */
const after = [rollback('rollback-after'), scale('scale-after'), cordon('cordon-after')];
const verifying = rollback('verifying');
/** Killed as soon as the click was acknowledged. */
const clicked = rollback('clicked');

const undisturbed = [lost, conflict, moved, movedLate];
const interrupted = [...before, ...unseen, ...after, verifying, clicked];
const all = [...undisturbed, ...interrupted];

/** This one belongs to an incident, whose card is in the same channel. */
const withIncident = 'rollback-after';

let story: Story;
beforeAll(async () => {
  story = await startStory({
    config: {
      slack: {
        channel: '#incidents',
        routes: [{ labels: { severity: 'warning' }, channel: `#${withIncident}` }],
      },
    },
    workspace: { channels: ['incidents', ...all.map(({ name }) => name)].map((name) => ({ name })) },
    kubernetes: { nodes: ['node-1', 'cordon-before', 'cordon-after'].map((name) => ({ name })) },
  });
  const deployments = all.filter(({ action }) => action !== 'cordon');
  await Promise.all([
    startListeningBot(story).then((started) => (bot = started)),
    ...deployments.map(async ({ name }) => deployTwice(story, name)),
  ]);
}, 60_000);
afterAll(async () => story.end());
let bot: Bot;

const says = async (action: InterruptedAction, pattern: RegExp): Promise<void> => {
  await story.workspace.waitFor(() => pattern.test(told(story, action)), {
    timeoutMs: answersWithinMs * 2,
    what: `${String(pattern)} on the plan of ${action.name}, which says: ${told(story, action)}`,
  });
};

/** The one change of the object, under the name of the execution whose intent is on the record before its outcome. */
const expectOnce = (
  action: InterruptedAction,
  records: readonly string[] = ['intent', 'outcome', 'verdict'],
): void => {
  const execution = executionOf(story, action);
  const changes = changesOf(story, action.name);
  expect(changes.map(({ uri }) => /fieldManager=([\w-]+)/.exec(uri)?.[1])).toEqual([
    `middlewatch-${action.action}-${execution}`,
  ]);
  expect(auditOf(story, execution)).toEqual(records);
};

describe('an answer that is lost, a conflict, a changed object', () => {
  beforeAll(async () => {
    await Promise.all(undisturbed.map(async (action) => ask(story, action)));
    disturb(story, lost.name, 'call', { kind: 'drop-answer' }, 1);
    disturb(story, conflict.name, 'call', { kind: 'delay', ms: 500 }, 1);
    disturb(story, movedLate.name, 'call', { kind: 'delay', ms: 500 }, 1);
    const change = (name: string, write: (object: Workload) => void): void => {
      story.kubernetes.change({ resource: 'deployments.apps', namespace: 'shop', name }, (object) =>
        write(object as unknown as Workload),
      );
    };
    const newImage = (object: Workload): void => {
      for (const container of object.spec.template.spec.containers) container.image = 'shop/newer:3';
    };
    await Promise.all([
      approve(story, lost),
      approve(story, conflict)
        .then(async () => seen(story, conflict.name, isHeldCall))
        .then(() => change(conflict.name, (object) => (object.metadata.labels = { seen: 'yes' }))),
      approveAnd(story, moved, () => change(moved.name, newImage)),
      approve(story, movedLate)
        .then(async () => seen(story, movedLate.name, isHeldCall))
        .then(() => change(movedLate.name, newImage)),
    ]);
  });

  it('a lost answer: it was found done, and not repeated', async () => {
    await says(
      lost,
      /The answer was lost; the cluster shows that this call was carried out, once[^]*Verdict: Worked/,
    );
    expectOnce(lost);
  });

  it('a write in between that changes none of the facts: tried again, one success', async () => {
    await says(conflict, /The API server carried it out[^]*Verdict: Worked/);
    expectOnce(conflict);
    expect(callsOf(conflict).map(({ responseStatus }) => responseStatus)).toEqual([409, 200]);
  });

  it('changed between approval and call: nothing is sent, and the message says what changed', async () => {
    await says(moved, /Failed.*Nothing was changed: the plan no longer fits/);
    expect(callsOf(moved)).toEqual([]);
    expect(auditOf(story, executionOf(story, moved))).toEqual(['intent', 'outcome']);
  });

  it('changed while the call was under way: the API server refuses it, and it is not repeated', async () => {
    await says(movedLate, /Failed.*Nothing was changed: the plan no longer fits/);
    expect(callsOf(movedLate).map(({ responseStatus }) => responseStatus)).toEqual([409]);
    expect(auditOf(story, executionOf(story, movedLate))).toEqual(['intent', 'outcome']);
  });
});

describe('kill -9', () => {
  beforeAll(async () => {
    let isReady = true;
    story.kubernetes.behave(`shop/${verifying.name}:1`, { kind: 'run', ready: () => isReady });
    isReady = false;
    // A new process, whose budget of edits at Slack is whole.
    await bot.kill();
    bot = await startListeningBot(story);
    expect(await story.post(webhook(...sickWorkload(withIncident)))).toBe(200);
    await cardSays(/Firing/);
    await Promise.all(interrupted.map(async (action) => ask(story, action)));

    const faults: (() => void)[] = [];
    for (const { name } of unseen) faults.push(disturb(story, name, 'call', { kind: 'hang' }));
    for (const { name } of after) faults.push(disturb(story, name, 'call', { kind: 'hold-answer' }));
    await Promise.all([
      ...before.map(async (action) =>
        approveAnd(story, action, () => faults.push(disturb(story, action.name, 'reads', { kind: 'hang' }))),
      ),
      ...[...unseen, ...after, verifying].map(async (action) => approve(story, action)),
    ]);
    await Promise.all([
      ...before.map(async ({ name }) =>
        seen(story, name, ({ fault, verb }) => verb === 'get' && fault === 'hang'),
      ),
      ...unseen.map(async ({ name }) => seen(story, name, isHeldCall)),
      ...after.map(async ({ name }) => seen(story, name, isHeldCall)),
      says(verifying, /being verified/),
    ]);
    await approve(story, clicked);
    await bot.kill();

    for (const remove of faults) remove();
    expect(stateOf([...before, ...unseen, ...after])).toEqual(['executing']);
    expect([...before, ...unseen].flatMap(({ name }) => changesOf(story, name))).toEqual([]);
    expect(await verifyAudit(story)).toMatchObject({ code: 0, ok: true });
    isReady = true;
    await story.startBot();
  });

  it.each(before)('$name: after the intent, before the call: it is carried out once', async (action) => {
    await says(action, /The API server carried it out[^]*Verdict: Worked/);
    expectOnce(action);
  });

  it.each(unseen)(
    '$name: the call was never worked on: a look, then it is carried out once',
    async (action) => {
      await says(
        action,
        /first attempt did not get through; a look at the cluster showed that nothing had happened[^]*Verdict: Worked/,
      );
      expectOnce(action);
    },
  );

  it.each(after)('$name: carried out, the answer not yet there: it is found done', async (action) => {
    await says(
      action,
      /The answer was lost; the cluster shows that this call was carried out, once[^]*Verdict: Worked/,
    );
    expectOnce(action);
  });

  it('the card of the incident says what was found', async () => {
    await cardSays(/The answer was lost; the cluster shows that this call was carried out, once\.? · Worked/);
  });

  it('during the verification: the verdict comes afterwards', async () => {
    await says(verifying, /The API server carried it out[^]*Verdict: Worked/);
    expectOnce(verifying);
  });

  it('right after the click was acknowledged: it is carried out once', async () => {
    await says(clicked, /carried[^]*Verdict: Worked/);
    expectOnce(clicked);
  });

  it('the audit chain holds, and nothing was changed besides', async () => {
    expect(await verifyAudit(story)).toMatchObject({ code: 0, ok: true });
    expect(story.mutations()).toHaveLength(interrupted.length + 2);
    expect(stateOf(interrupted)).toEqual(['done']);
  });
});

async function cardSays(pattern: RegExp): Promise<void> {
  const { workspace } = story;
  const cards = (): readonly string[] =>
    workspace.messages(workspace.channelId(withIncident)).map((message) => textOf(message));
  await workspace.waitFor(() => cards().some((text) => pattern.test(text)), {
    timeoutMs: answersWithinMs * 2,
    what: `a card that says ${String(pattern)}, instead of ${cards().join(' | ')}`,
  });
}

interface Workload {
  metadata: { labels?: Record<string, string> };
  spec: { template: { spec: { containers: { image: string }[] } } };
}

function isHeldCall({ verb, dryRun, fault }: { verb: string; dryRun: boolean; fault?: string }): boolean {
  return verb === 'patch' && !dryRun && fault !== undefined;
}

const callsOf = ({ name }: InterruptedAction) =>
  requestsOf(story, name).filter(({ verb, dryRun }) => verb === 'patch' && !dryRun);

/** The states that these actions are in by the store, each once. */
function stateOf(actions: readonly InterruptedAction[]): readonly unknown[] {
  const rows = readStore(story, 'SELECT state, request FROM requests');
  const states = actions.flatMap(({ name }) =>
    rows.filter(({ request }) => String(request).includes(`"name":"${name}"`)).map(({ state }) => state),
  );
  return [...new Set(states)];
}
