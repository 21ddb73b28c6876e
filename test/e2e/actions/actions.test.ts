import { beforeAll, describe, expect, it } from 'vitest';
import { caseName } from './action-case.ts';
import { actionCases } from './action-cases.ts';
import { identities } from './actions-room.ts';
import { planCases } from './plan-cases.ts';
import { playActions, type Played } from './play-actions.ts';

// All cases side by side, once; the tests read what came of each.
describe('every action on a real control plane, done and undone, judged by its audit log', () => {
  let played: Played;
  beforeAll(async () => {
    played = await playActions({ cases: actionCases, plans: planCases });
  }, 600_000);

  it.each(
    actionCases.flatMap((actionCase) =>
      identities.map((mode) => ({ actionCase, mode, name: caseName(actionCase) })),
    ),
  )('$name, identity: $mode', ({ actionCase, mode }) => {
    const outcome = played.outcomes.find((one) => one.case === actionCase && one.mode === mode);
    expect(outcome?.faults).toEqual([]);
  });

  it.each(planCases)('says beforehand, and truly: $name', (planCase) => {
    expect(played.plans.find((one) => one.planCase === planCase)?.faults).toEqual([]);
  });

  it('changes nothing besides, and needs no right that `rbac` does not print', () => {
    const ofCases = [...played.outcomes, ...played.plans].flatMap(({ faults }) => faults);
    expect(played.faults.filter((fault) => !ofCases.some((one) => fault.endsWith(one)))).toEqual([]);
  });
});
