import type { Stage } from './stage.ts';

/** Ana takes the incident and asks for the best next step; the named colleague approves it, and it works. */
export function playSuggested(approver: string): (stage: Stage) => Promise<void> {
  return async (stage) => {
    const before = stage.mutations();
    await stage.press('ana', stage.card(), 'mw_ack');
    await stage.press('ana', stage.card(), 'mw_suggested');
    const plan = await stage.waitingPlan();
    // The asker never approves: the bot must say so and leave the world as it is.
    await stage.press('ana', plan, 'mw_approve');
    await stage.untilTold('ana', 'an answer to the own approval');
    stage.check(stage.mutations() === before, 'the own approval changed the cluster');
    await stage.press(approver, plan, 'mw_approve');
    await stage.untilSays(plan, /Verdict: Worked/);
    const changes = stage.mutations() - before;
    stage.check(changes === 1, `the cluster saw ${changes} changes instead of one`);
  };
}
