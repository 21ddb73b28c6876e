import type { ObjectReference } from '../../../src/model/object-reference.ts';
import type { ActionCommand, Input } from '../../../src/model/input.ts';
import { createAnswerRequest } from '../../../src/work/answer-request.ts';
import { createAbortExecution } from '../../../src/work/abort-execution.ts';
import { createBreakGlass } from '../../../src/work/break-glass.ts';
import { createCancelRequest } from '../../../src/work/cancel-request.ts';
import { createDebts } from '../../../src/work/debts.ts';
import { createExecute } from '../../../src/work/execute.ts';
import { createExpire } from '../../../src/work/expire.ts';
import { moveIncident } from '../../../src/work/move-incident.ts';
import { createRequestAction } from '../../../src/work/request-action.ts';
import { beginFreeze, endFreezes } from '../../../src/work/stops.ts';
import { createUndo } from '../../../src/work/undo.ts';
import { createVerify } from '../../../src/work/verify.ts';
import type { JobTools } from './approval-world.ts';
import type { Wish } from './foresee.ts';
import type { ModelAction, PlainRequest } from './plain-model.ts';

/** What a job does; the rest of it (which process, when it dies) is chosen where it is run. */
export type Run = (job: JobTools) => Promise<void>;

const objects: Readonly<Record<'deployment' | 'node' | 'pod', ObjectReference>> = {
  deployment: { cluster: 'prod', kind: 'Deployment', namespace: 'shop', name: 'checkout' },
  node: { cluster: 'prod', kind: 'Node', name: 'node-1' },
  pod: { cluster: 'prod', kind: 'Pod', namespace: 'shop', name: 'checkout-0' },
};

export function objectOf(action: ModelAction): ObjectReference {
  if (action === 'cordon' || action === 'uncordon' || action === 'drain') return objects.node;
  return action === 'delete-pod' ? objects.pod : objects.deployment;
}

/** Newest first; undefined while there is none. */
export function requestAt({ model }: Pick<JobTools, 'model'>, which: number): PlainRequest | undefined {
  const all = [...model.requests.values()].reverse();
  return all[which % Math.max(1, all.length)];
}

export function ask(slackUser: string, { action, replicas, both }: Wish): Run {
  const values = action === 'scale' ? { replicas } : {};
  const others = both && (action === 'cordon' || action === 'uncordon') ? { others: ['node-2'] } : {};
  return async (job) => handle(job, job.world.input(slackUser, { verb: action, ...values, ...others }));
}

/** The form behind Break glass. */
export function breakGlass(slackUser: string, which: number): Run {
  return async (job) => {
    const request = requestAt(job, which);
    if (request === undefined) return;
    const { handle: named } = request;
    await handle(job, job.world.input(slackUser, { verb: 'break-glass', handle: named, reason: 'alone' }));
  };
}

export function review(slackUser: string, debt: number): Run {
  return async (job) =>
    handle(job, job.world.input(slackUser, { verb: 'review', debt, verdict: 'ok', reason: 'seen' }));
}

export function abort(slackUser: string, which: number): Run {
  return async (job) => {
    const execution = requestAt(job, which)?.executionId;
    if (execution !== undefined) await handle(job, job.world.input(slackUser, { verb: 'abort', execution }));
  };
}

export function answer(slackUser: string, verb: 'approve' | 'deny' | 'cancel', which: number): Run {
  return async (job) => {
    const request = requestAt(job, which);
    if (request === undefined) return;
    const why = verb === 'deny' ? { reason: 'the release is near' } : {};
    await handle(job, job.world.input(slackUser, { verb, handle: request.handle, ...why }));
  };
}

/** A handle that was made up. */
export function forge(slackUser: string, handleWord: string): Run {
  return async (job) => handle(job, job.world.input(slackUser, { verb: 'approve', handle: handleWord }));
}

export function undo(slackUser: string, which: number): Run {
  return async (job) => {
    const execution = requestAt(job, which)?.executionId;
    if (execution !== undefined) await handle(job, job.world.input(slackUser, { verb: 'undo', execution }));
  };
}

/** The same click or command again, as Slack or a second replica delivers it. */
export function redeliver(which: number): Run {
  return async (job) => {
    const { inputs } = job.world;
    const input = inputs.at(-1 - (which % Math.max(1, inputs.length)));
    if (input !== undefined) await handle(job, input);
  };
}

/** What `handle-input` does with it. */
async function handle(job: JobTools, input: Input): Promise<void> {
  const { tools, model, view } = job;
  const { command, person: slackUser } = input;
  const identity = model.people.get(slackUser);
  switch (command.verb) {
    case 'approve':
    case 'deny':
    case 'cancel': {
      const { verb, handle: named = '' } = command;
      view.click = { handle: named, slackUser, identity, at: input.receivedAt };
      if (verb === 'cancel') await createCancelRequest(tools)(input, named);
      else
        await createAnswerRequest(tools)(
          input,
          named,
          verb,
          'reason' in command ? command.reason : undefined,
        );
      return;
    }
    case 'break-glass': {
      if (!('handle' in command)) return;
      const { handle: named, reason } = command;
      view.click = { handle: named, slackUser, identity, at: input.receivedAt };
      const approve = createAnswerRequest(tools);
      await createBreakGlass(tools, async (clicked, of) => approve(clicked, of, 'approve'))(
        input,
        named,
        reason,
      );
      return;
    }
    case 'review': {
      view.click = { handle: '', slackUser, identity, at: input.receivedAt };
      const { findPerson } = tools.people;
      await createDebts({ store: job.store, findPerson, now: () => model.now })(input, command);
      return;
    }
    case 'abort':
      await createAbortExecution(tools)(input, command.execution, undefined);
      return;
    case 'undo':
      noteAsker(job, input);
      await createUndo(tools)(input, command.execution, undefined);
      return;
    case 'freeze':
      await beginFreeze(stopTools(job), input, command);
      return;
    case 'unfreeze':
      await endFreezes(stopTools(job), input, command);
      return;
    case 'resolve': {
      const person = tools.people.findPerson(slackUser);
      const incident = await tools.store.loadIncident('incident-1');
      if (incident !== undefined && person !== undefined)
        await moveIncident({ ...tools, closeAfterMs: 86_400_000 }, 'resolve', incident, person);
      return;
    }
    default: {
      const wanted = command as ActionCommand;
      const { verb, replicas, others } = wanted;
      const target = objectOf(verb as ModelAction);
      noteAsker(job, input);
      await createRequestAction(tools)({
        input,
        command: wanted,
        target,
        ...(others !== undefined && { several: { names: [target.name, ...others] } }),
        parameters: replicas === undefined ? {} : { replicas },
        incident: await tools.store.loadIncident('incident-1'),
      });
    }
  }
}

/** As whom somebody is mapped when the work on the wish begins; delivered again, as then. */
function noteAsker({ model }: JobTools, input: Input): void {
  const asked = model.asked.get(input.id) ?? [];
  model.asked.set(input.id, [
    ...asked,
    { slackUser: input.person, user: model.people.get(input.person)?.user },
  ]);
}

const stopTools = ({ tools, store, model }: JobTools): Parameters<typeof beginFreeze>[0] => ({
  store,
  findPerson: (slackUser) => tools.people.findPerson(slackUser),
  clusters: ['prod'],
  now: () => model.now,
});

export function freeze(slackUser: string, namespace: string | undefined, forMs: number | undefined): Run {
  return async (job) =>
    handle(
      job,
      job.world.input(slackUser, {
        verb: 'freeze',
        reason: 'release',
        ...(namespace !== undefined && { namespace }),
        ...(forMs !== undefined && { forMs }),
      }),
    );
}

export function unfreeze(slackUser: string): Run {
  return async (job) => handle(job, job.world.input(slackUser, { verb: 'unfreeze' }));
}

export function resolve(slackUser: string): Run {
  return async (job) => handle(job, job.world.input(slackUser, { verb: 'resolve' }));
}

const kinds = ['execute', 'verify', 'expire'] as const;
type WorkKind = (typeof kinds)[number];

async function workOn({ tools }: JobTools, kind: WorkKind, key: string, attempt: number) {
  const create = { execute: createExecute, verify: createVerify, expire: createExpire }[kind];
  return create(tools)(key, attempt);
}

/** What is due, as the worker takes it: under a lease. */
export function work(limit: number): Run {
  return async (job) => {
    const { store } = job;
    for (const item of await store.claimDue({
      owner: job.view.replica.name,
      leaseMs: 12_000,
      limit,
      kinds,
    })) {
      const result = await workOn(job, item.kind as WorkKind, item.key, item.attempt);
      if ('done' in result) await store.completeDue(item);
      else await store.postponeDue(item, result.againInMs, result.problem);
    }
  };
}

/** Work that another process does as well: it lost its lease and does not know. */
export function workTwice(kind: WorkKind, which: number): Run {
  return async (job) => {
    const request = requestAt(job, which);
    if (request !== undefined) await workOn(job, kind, request.id, 1);
  };
}
