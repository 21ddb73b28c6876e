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
import { playCase, type Outcome } from './play-case.ts';

/** So many cases run side by side: the machine has few cores, and most of a case is waiting. */
const sideBySide = 24;
/** Other cases' pods have no business on the node of a case. */
const caseTaint = { key: 'e2e.middlewatch.dev/case', effect: 'NoSchedule' };

export interface PlayOptions {
  cases: readonly ActionCase[];
  print?: (line: string) => void;
}

export interface Played {
  outcomes: readonly Outcome[];
  /** In words, with the case; empty: all is as it should be. */
  faults: readonly string[];
}

interface Play {
  actionCase: ActionCase;
  mode: IdentityMode;
  /** Of its namespace and its channel. */
  name: string;
}

/** Plays every case under each identity on one control plane with one bot, side by side. */
export async function playActions({ cases, print = () => undefined }: PlayOptions): Promise<Played> {
  const plays = cases.flatMap((actionCase, index) =>
    identities.map((mode) => ({ actionCase, mode, name: `${mode}-${index + 1}` })),
  );
  const room = await startActionsRoom(plays.map(({ name }) => name));
  try {
    const waiting = plays.entries();
    const outcomes: Outcome[] = [];
    const work = async (): Promise<void> => {
      for (const [index, play] of waiting) {
        const outcome = await playCase({
          ...play,
          room,
          place: await placeOf(room, play),
          channel: play.name,
        });
        outcomes[index] = outcome;
        print(`${nameOf(outcome)}: ${outcome.faults.length === 0 ? 'ok' : 'FAULT'}`);
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, work));
    const faults = outcomes.flatMap((outcome) =>
      outcome.faults.map((fault) => `${nameOf(outcome)}: ${fault}`),
    );
    return { outcomes, faults: [...faults, ...judgeRest(await room.plane.audit(), plays, room)] };
  } finally {
    await room.stop();
  }
}

async function placeOf({ plane }: ActionsRoom, { actionCase, name }: Play): Promise<Place> {
  const place: Place = { namespace: name, node: `${name}-node`, admin: plane.admin };
  if (actionCase.node === true) await plane.addNode(place.node, [caseTaint]);
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
