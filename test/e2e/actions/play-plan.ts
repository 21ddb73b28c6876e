import { textOf } from '../../../src/drill/play/find-button.ts';
import { placed, type Place } from './action-case.ts';
import type { ActionsRoom } from './actions-room.ts';
import { callInWords, mutationsAt } from './judge-calls.ts';
import type { PlanCase } from './plan-cases.ts';
import { preparePlace } from './prepare-place.ts';

/** Asks, and compares what is said beforehand with what the API server does. @returns faults in words */
export async function playPlan(
  room: ActionsRoom,
  { planCase, place, channel: name }: { planCase: PlanCase; place: Place; channel: string },
): Promise<string[]> {
  try {
    await preparePlace(planCase, place);
    await planCase.prepare?.(place);
    const { command, answer, says, truth } = planCase;
    const text = placed(typeof command === 'string' ? command : await command(place), place);
    const channel = room.workspace.channelId(name);
    const ana = room.workspace.person('ana');
    await ana.command('/mw', `${text} --cluster own`, { channel });
    const plans = () => room.workspace.messages(channel);
    await room.workspace.waitFor(() => plans().length > 0 || ana.ephemerals(channel).length > 0, {
      timeoutMs: 90_000,
      what: `an answer to ${text}`,
    });
    const answered = plans().length > 0 ? 'plan' : 'refused';
    const said = [...plans(), ...ana.ephemerals(channel)].map(textOf).join('\n');
    const changed = mutationsAt(place, await room.plane.audit()).map(callInWords);
    const wrong = await truth(place);
    return [
      ...(answered === answer ? [] : [`the answer is a ${answered} instead of a ${answer}: ${said}`]),
      ...(says.test(said) ? [] : [`it does not say ${String(says)}: ${said}`]),
      ...(changed.length === 0 ? [] : [`it called ${changed.join(', ')}`]),
      ...(wrong === undefined ? [] : [`it said ${String(says)}, but ${wrong}`]),
    ];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
