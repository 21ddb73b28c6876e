import { mutationsBy, type AuditEvent } from '../support/audit-log.ts';
import { caseName, type ActionCase, type Place } from './action-case.ts';
import {
  askers,
  botName,
  identities,
  startActionsRoom,
  type ActionsRoom,
  type IdentityMode,
} from './actions-room.ts';
import { callInWords, mutationsAt } from './judge-calls.ts';
import type { PlanCase } from './plan-cases.ts';
import { playCase, type Outcome } from './play-case.ts';
import { playPlan } from './play-plan.ts';

/** So many cases run side by side: the machine has few cores, and most of a case is waiting. */
const sideBySide = 36;
/** Other cases' pods have no business on the node of a case. */
const caseTaint = { key: 'e2e.middlewatch.dev/case', effect: 'NoSchedule' };

export interface PlayOptions {
  cases: readonly ActionCase[];
  plans: readonly PlanCase[];
  print?: (line: string) => void;
}

export interface Played {
  outcomes: readonly Outcome[];
  plans: readonly { planCase: PlanCase; faults: readonly string[] }[];
  /** In words, with the case; empty: all is as it should be. */
  faults: readonly string[];
}

interface Play {
  actionCase: ActionCase;
  mode: IdentityMode;
  /** Of its namespace and its channel. */
  name: string;
}

/** Plays every case under each identity on one control plane with one bot, side by side, and then the plans. */
export async function playActions(options: PlayOptions): Promise<Played> {
  const { print = () => undefined } = options;
  const plays = options.cases.flatMap((actionCase, index) =>
    identities.map((mode) => ({ actionCase, mode, name: `${mode}-${index + 1}` })),
  );
  const asked = options.plans.map((planCase, index) => ({ planCase, name: `plan-${index + 1}` }));
  const room = await startActionsRoom([...plays, ...asked].map(({ name }) => name));
  try {
    const outcomes = await inParallel(plays, async (play) => {
      const place = await placeOf(room, play.name, play.actionCase);
      const outcome = await playCase({ ...play, room, place, channel: play.name });
      print(`${nameOf(outcome)}: ${outcome.faults.length === 0 ? 'ok' : 'FAULT'}`);
      return outcome;
    });
    const plans = await inParallel(asked, async ({ planCase, name }) => {
      const place = await placeOf(room, name, planCase);
      const faults = await playPlan(room, { planCase, place, channel: name });
      print(`plan: ${planCase.name}: ${faults.length === 0 ? 'ok' : 'FAULT'}`);
      return { planCase, faults };
    });
    const faults = [
      ...outcomes.flatMap((outcome) => outcome.faults.map((fault) => `${nameOf(outcome)}: ${fault}`)),
      ...plans.flatMap((plan) => plan.faults.map((fault) => `plan: ${plan.planCase.name}: ${fault}`)),
      ...judgeRest(await room.plane.audit(), plays, room),
    ];
    return { outcomes, plans, faults };
  } finally {
    await room.stop();
  }
}

/** The results in the order of the items. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const waiting = items.entries();
  const results: Result[] = [];
  const lane = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: sideBySide }, lane));
  return results;
}

async function placeOf(
  { plane, alertmanager }: ActionsRoom,
  namespace: string,
  { node }: Pick<ActionCase, 'node'>,
): Promise<Place> {
  const place: Place = { namespace, node: `${namespace}-node`, admin: plane.admin, alertmanager };
  if (node === true) await plane.addNode(place.node, [caseTaint]);
  return place;
}

export function nameOf({ case: actionCase, mode }: Pick<Outcome, 'case' | 'mode'>): string {
  return `${caseName(actionCase)}, ${mode === 'own' ? "under the bot's own name" : "under the asker's name"}`;
}

/** What belongs to no case: changes elsewhere, and rights that the bot lacked. */
function judgeRest(events: AuditEvent[], plays: readonly Play[], { plane }: ActionsRoom): string[] {
  const places = plays.map(({ name }) => ({ namespace: name, node: `${name}-node`, admin: plane.admin }));
  const ofCases = new Set(places.flatMap((place) => mutationsAt(place, events)));
  return identities.flatMap((mode) => {
    const strays = mutationsBy(botName(mode), events).filter((event) => !ofCases.has(event));
    const refused = events.filter(
      ({ user, impersonatedUser, responseStatus }) =>
        user.username === botName(mode) &&
        responseStatus?.code === 403 &&
        impersonatedUser?.username !== askers.dora,
    );
    return [
      ...strays.map((event) => `a change that no case asked for: ${callInWords(event)} ${event.requestURI}`),
      ...refused.map(
        (event) => `a right that \`rbac\` does not print for ${mode}: ${event.verb} ${event.requestURI}`,
      ),
    ];
  });
}
