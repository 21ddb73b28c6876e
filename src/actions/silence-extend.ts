import { spanInWords } from '../model/span-in-words.ts';
import { writeMatcher, writeMatchers } from '../model/matcher.ts';
import { numberAt } from './json-at.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { planRefusal, type Action, type Prepared, type Verification } from './action.ts';
import { endProblem } from './silences/end-problem.ts';
import { findSilence, lookForMark, silenceToolsOf } from './silences/find-silence.ts';
import { silenceBreadth } from './silences/silence-breadth.ts';
import { silenceEffect } from './silences/silence-effect.ts';
import { silenceTimeoutMs } from './silences/silence-tools.ts';

/** Alertmanager keeps comments whole; an own one grows with each change. */
const longestComment = 1000;

/** Lets a silence end later; its id, author and matchers stay. */
export const silenceExtend: Action = {
  name: 'silence-extend',
  summary: 'lets a silence end later (undone: at its former end)',
  kinds: ['Silence'],
  digestFacts: {
    matchers: 'the matchers of the silence',
    endsAt: 'when it ends before the change',
    until: 'when it ends after it',
    breadth: 'narrow or broad: a broad one needs a second person',
  },
  call: 'POST /api/v2/silences of Alertmanager with the id; the comment says who extended it and ends with the execution',
  undo: 'silence-extend to the former end, while that lies ahead',
  warnings: [],
  risks: 'low; high when broad',
  worked: 'Alertmanager lists it with this end',
  permissions: [],
  marks: 'main',
  verifyForMs: 60_000,
  prepare: async (tools, parameters): Promise<Prepared | PlanRefusal> => {
    const { target } = parameters;
    const silences = silenceToolsOf(tools, target.cluster);
    if ('refused' in silences) return silences;
    const { until = 0 } = parameters as { until?: number };
    const found = await findSilence(silences, parameters);
    if ('refused' in found) return found;
    if (found.endsAt === until)
      return planRefusal('already-so', `The silence ${found.id} ends then already. Nothing to do.`);
    const problem = endProblem(until, tools.now(), silences.longestMs);
    if (problem !== undefined) return planRefusal('bad-value', problem);
    const effect = await silenceEffect(silences, found.matchers, tools.now());
    const judged = silenceBreadth({
      matchers: found.matchers,
      matchedNow: effect.matched.length,
      live: effect.live,
      broadFrom: silences.broadFrom,
    });
    const shorter = until < found.endsAt;
    const why = judged.breadth === 'broad' && !shorter ? judged.why : undefined;
    const broad = why !== undefined;
    return {
      parameters: { action: 'silence-extend', target, until },
      target: { ...target, uid: found.id },
      facts: {
        matchers: writeMatchers(found.matchers),
        endsAt: found.endsAt,
        until,
        breadth: broad ? 'broad' : 'narrow',
      },
      before: { endsAt: found.endsAt },
      after: { endsAt: until },
      title: `${shorter ? 'Shorten' : 'Extend'} the silence ${writeMatchers(found.matchers)} on ${target.cluster}: it ends in ${spanInWords(until - tools.now())}`,
      diff: [
        ...found.matchers.map((one) => `  ${writeMatcher(one)}`),
        `- endsAt: ${new Date(found.endsAt).toISOString()}`,
        `+ endsAt: ${new Date(until).toISOString()}`,
      ],
      warnings: why === undefined ? [] : [`Broad, so a second person must approve it: ${why}.`],
      blastRadius: `${effect.now}; ${effect.lastDay}`,
      risk: broad ? 'high' : 'low',
      generation: undefined,
      ...(broad && { leastApprovals: 1 }),
      rehearsal: 'Alertmanager has no dry run; it lists this silence and what it matches',
      send: async (mark) => {
        const earlier = found.comment.replace(
          / \(ends? (?:later|earlier), by [^)]*\)+(?: \[middlewatch-silence-extend-\w+\])?/g,
          '',
        );
        const note = ` (ends ${shorter ? 'earlier' : 'later'}, by ${silences.author}) [${mark}]`;
        await silences.alertmanager.setSilence(
          {
            id: found.id,
            matchers: found.matchers,
            startsAtText: found.startsAtText,
            endsAt: until,
            createdBy: found.createdBy,
            comment: `${earlier.slice(0, longestComment - note.length)}${note}`,
          },
          silenceTimeoutMs,
        );
      },
    };
  },
  look: lookForMark,
  verify: async (tools, plan): Promise<Verification> => {
    const silences = silenceToolsOf(tools, plan.target.cluster);
    if ('refused' in silences) return { result: 'unknown', sentence: silences.message };
    const found = await findSilence(silences, plan.parameters);
    if (!('refused' in found) && found.endsAt === plan.after['endsAt'])
      return {
        result: 'worked',
        sentence: `The silence ${found.id} ends ${new Date(found.endsAt).toISOString()}.`,
      };
    const sentence =
      'refused' in found
        ? found.message
        : `The silence ${found.id} still ends ${new Date(found.endsAt).toISOString()}.`;
    return { pending: sentence, atDeadline: { result: 'no-effect', sentence } };
  },
  inverse: async (tools, plan) => {
    const silences = silenceToolsOf(tools, plan.target.cluster);
    if ('refused' in silences) return silences;
    const before = numberAt(plan.before, 'endsAt') ?? 0;
    const found = await findSilence(silences, plan.parameters);
    if ('refused' in found) return found;
    if (found.endsAt !== plan.after['endsAt'] || before <= tools.now())
      return planRefusal(
        'world-moved-on',
        `The silence was changed since, or its former end has passed. To end it now: /mw silence expire ${found.id}.`,
      );
    return { action: 'silence-extend', target: plan.parameters.target, until: before };
  },
};
