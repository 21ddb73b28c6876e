import { writeMatcher, writeMatchers } from '../model/matcher.ts';
import { numberAt, stringAt } from './json-at.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { planRefusal, type Action, type Prepared, type Verification } from './action.ts';
import { findSilence, silenceToolsOf } from './silences/find-silence.ts';
import { silenceEffect } from './silences/silence-effect.ts';
import { silenceTimeoutMs } from './silences/silence-tools.ts';

/** Ends a silence now. */
export const silenceExpire: Action = {
  name: 'silence-expire',
  summary: 'ends a silence now; what still fires is told again',
  kinds: ['Silence'],
  digestFacts: { matchers: 'the matchers of the silence', endsAt: 'when it would end by itself' },
  call: 'DELETE /api/v2/silence/ID of Alertmanager',
  undo: 'silence with the same matchers, reason and end',
  warnings: [],
  risks: 'low',
  worked: 'Alertmanager says that it has expired',
  permissions: [],
  marks: 'main',
  verifyForMs: 60_000,
  prepare: async (tools, parameters): Promise<Prepared | PlanRefusal> => {
    const { target } = parameters;
    const silences = silenceToolsOf(tools, target.cluster);
    if ('refused' in silences) return silences;
    const found = await findSilence(silences, parameters);
    if ('refused' in found) return found;
    const effect = await silenceEffect(silences, found.matchers, tools.now());
    return {
      parameters: { action: 'silence-expire', target },
      target: { ...target, uid: found.id },
      facts: { matchers: writeMatchers(found.matchers), endsAt: found.endsAt },
      before: {
        matchers: writeMatchers(found.matchers),
        endsAt: found.endsAt,
        reason: reasonOf(found.comment),
      },
      after: { state: 'expired' },
      title: `Expire the silence ${writeMatchers(found.matchers)} on ${target.cluster}`,
      diff: [
        ...found.matchers.map((one) => `- ${writeMatcher(one)}`),
        `- createdBy: ${found.createdBy}`,
        `- comment: ${found.comment}`,
      ],
      warnings: effect.matched.length === 0 ? [] : [`${effect.now} will be notified again.`],
      blastRadius: `${effect.now}; ${effect.lastDay}`,
      risk: 'low',
      generation: undefined,
      rehearsal: 'Alertmanager has no dry run; it lists this silence and what it matches',
      send: async () => silences.alertmanager.expireSilence(found.id, silenceTimeoutMs),
    };
  },
  look: async (tools, plan) => {
    const silences = silenceToolsOf(tools, plan.target.cluster);
    if ('refused' in silences) return 'again';
    const { silences: all, complete } = await silences.alertmanager.silencesOfAll(silenceTimeoutMs);
    const found = all.find(({ id }) => id === plan.target.name);
    if (found?.state === 'expired') return 'done';
    // Ending it twice is harmless, so what one replica says is enough.
    return found !== undefined ? 'not-done' : complete ? 'unknown' : 'again';
  },
  verify: async (tools, plan): Promise<Verification> => {
    const silences = silenceToolsOf(tools, plan.target.cluster);
    if ('refused' in silences) return { result: 'unknown', sentence: silences.message };
    const { silences: all } = await silences.alertmanager.silencesOfAll(silenceTimeoutMs);
    const found = all.find(({ id }) => id === plan.target.name);
    if (found?.state === 'expired')
      return { result: 'worked', sentence: `The silence ${found.id} has ended.` };
    const sentence =
      found === undefined
        ? 'Alertmanager does not list the silence.'
        : `The silence ${found.id} still holds.`;
    return {
      pending: sentence,
      atDeadline: { result: found === undefined ? 'unknown' : 'no-effect', sentence },
    };
  },
  inverse: async (tools, plan) => {
    const until = numberAt(plan.before, 'endsAt') ?? 0;
    if (until <= tools.now())
      return planRefusal(
        'world-moved-on',
        'It would have ended by itself by now. Make a new one: /mw silence 2h.',
      );
    const matchers = stringAt(plan.before, 'matchers') ?? '';
    const reason = stringAt(plan.before, 'reason') ?? '';
    return {
      action: 'silence',
      target: { ...plan.parameters.target, name: matchers },
      matchers,
      until,
      reason,
    };
  },
};

/** What a person wrote, without the executions. */
function reasonOf(comment: string): string {
  return comment.replace(/ \[middlewatch-silence[-a-z0-9]*\]/g, '');
}
