import { spanInWords } from '../model/span-in-words.ts';
import { readMatchers, writeMatcher, writeMatchers } from '../model/matcher.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import {
  isRefusal,
  planRefusal,
  type Action,
  type ActionTools,
  type Prepared,
  type Verification,
} from './action.ts';
import { stringAt } from './json-at.ts';
import { findCreated, lookForMark, silenceToolsOf } from './silences/find-silence.ts';
import { silenceBreadth } from './silences/silence-breadth.ts';
import { alertCount, silenceEffect } from './silences/silence-effect.ts';
import { isRunning, silenceTimeoutMs, type SilenceTools } from './silences/silence-tools.ts';
import { endProblem } from './silences/end-problem.ts';

/** Mutes notifications in Alertmanager for a while; the alerts themselves go on. */
export const silence: Action = {
  name: 'silence',
  summary: 'keeps Alertmanager quiet about the alerts that match, until an end',
  kinds: ['Silence'],
  digestFacts: {
    matchers: 'the matchers in their one way of writing',
    until: 'when it ends',
    breadth: 'narrow or broad: a broad one needs a second person',
  },
  call: 'POST /api/v2/silences of Alertmanager; the comment ends with the execution, createdBy is the asker',
  undo: 'silence-expire',
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
    const {
      matchers: text = '',
      until = 0,
      reason = '',
    } = parameters as { matchers?: string; until?: number; reason?: string };
    const read = readMatchers(text);
    if ('problem' in read) return planRefusal('bad-value', `The matchers cannot be read: ${read.problem}.`);
    const problem = endProblem(until, tools.now(), silences.longestMs);
    if (problem !== undefined) return planRefusal('bad-value', problem);
    const { matchers } = read;
    const same = await coveredBy(silences, writeMatchers(matchers), until);
    if (same !== undefined) return same;
    const effect = await silenceEffect(silences, matchers, tools.now());
    const judged = silenceBreadth({
      matchers,
      matchedNow: effect.matched.length,
      live: effect.live,
      broadFrom: silences.broadFrom,
    });
    const already = effect.matched.filter((alert) => alert.silencedBy.length > 0).length;
    const warnings = [
      ...(judged.breadth === 'broad' ? [`Broad, so a second person must approve it: ${judged.why}.`] : []),
      ...(effect.matched.length === 0 ? ['It matches nothing that fires now: check the matchers.'] : []),
      ...(already > 0
        ? [`${alertCount(already)} of them ${already === 1 ? 'is' : 'are'} silenced already.`]
        : []),
      'Alerts that end under a silence are not told as resolved by Alertmanager; the bot finds that out by itself.',
    ];
    return {
      parameters: { action: 'silence', target, matchers: writeMatchers(matchers), until, reason },
      target: { ...target, uid: 'new' },
      facts: { matchers: writeMatchers(matchers), until, breadth: judged.breadth },
      before: {},
      after: { matchers: writeMatchers(matchers), endsAt: until },
      title: `Silence ${writeMatchers(matchers)} on ${target.cluster} for ${spanInWords(until - tools.now())}`,
      diff: [
        ...matchers.map((one) => `+ ${writeMatcher(one)}`),
        `+ createdBy: ${silences.author}`,
        `+ comment: ${reason}`,
      ],
      warnings,
      blastRadius: `${effect.now}; ${effect.lastDay}`,
      risk: judged.breadth === 'broad' ? 'high' : 'low',
      generation: undefined,
      ...(judged.breadth === 'broad' && { leastApprovals: 1 }),
      rehearsal: 'Alertmanager has no dry run; it read the matchers and listed what they match',
      send: async (mark) => {
        await silences.alertmanager.setSilence(
          {
            matchers,
            startsAtText: new Date(tools.now()).toISOString(),
            endsAt: until,
            createdBy: silences.author,
            comment: `${reason} [${mark}]`,
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
    const created = await findCreated(silences, plan);
    if (created === undefined) {
      const sentence = 'Alertmanager lists no such silence.';
      return { pending: sentence, atDeadline: { result: 'no-effect', sentence } };
    }
    return {
      result: 'worked',
      sentence: `Alertmanager has the silence ${created.id}.${await muted(silences, plan)}`,
    };
  },
  inverse: async (tools, plan) => expireOf(tools, plan),
};

async function muted(tools: SilenceTools, plan: Plan): Promise<string> {
  const read = readMatchers(stringAt(plan.facts, 'matchers') ?? '');
  if ('problem' in read) return '';
  const alerts = await tools.alertmanager.alerts(read.matchers.map(writeMatcher), silenceTimeoutMs);
  return ` It covers ${alertCount(alerts.length)} now.`;
}

async function coveredBy(
  tools: SilenceTools,
  matchers: string,
  until: number,
): Promise<PlanRefusal | undefined> {
  const { silences } = await tools.alertmanager.silencesOfAll(silenceTimeoutMs);
  const same = silences.find(
    (one) => one.state === 'active' && one.endsAt >= until && writeMatchers(one.matchers) === matchers,
  );
  if (same === undefined) return undefined;
  return planRefusal(
    'already-so',
    `${same.createdBy} has silenced exactly this already, until ${new Date(same.endsAt).toISOString()} (${same.id}). For longer: /mw silence extend ${same.id} 2h.`,
  );
}

async function expireOf(tools: ActionTools, plan: Plan): ReturnType<Action['inverse']> {
  const silences = silenceToolsOf(tools, plan.target.cluster);
  if (isRefusal(silences)) return silences;
  const created = await findCreated(silences, plan);
  if (created === undefined || !isRunning(created))
    return planRefusal(
      'world-moved-on',
      'This silence has ended or was changed since. /mw silences lists what there is.',
    );
  return { action: 'silence-expire', target: { ...plan.parameters.target, name: created.id } };
}
