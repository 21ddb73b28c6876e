import type { ActionName } from '../../model/action.ts';

/** kubectl's own two words for an action, and what they are here. @see https://kubernetes.io/docs/reference/kubectl/generated/ */
const forms: Readonly<Record<string, ActionName>> = {
  'rollout undo': 'rollback',
  'rollout restart': 'restart',
  'rollout pause': 'pause',
  'rollout resume': 'resume',
  'set image': 'set-image',
  'set resources': 'set-resources',
};

/** `rollout undo deploy/checkout` → rollback of `deploy/checkout`; undefined: no form of kubectl's. */
export function kubectlForm(
  words: readonly string[],
): { verb: ActionName; words: readonly string[] } | undefined {
  const [first = '', second = ''] = words;
  if (/^taint$/i.test(first) && words.some((word) => /.-$/.test(word)))
    return { verb: 'untaint', words: words.slice(1) };
  // kubectl asks for the word; here it is the rule.
  if (/^drain$/i.test(first))
    return {
      verb: 'drain',
      words: words.slice(1).filter((word) => !/^--ignore-daemonsets(?:=true)?$/.test(word)),
    };
  // `delete pod checkout-1` and `delete pod/checkout-1`; nothing else is deleted.
  if (/^delete$/i.test(first) && /^(?:po|pods?)(?:\/|$)/i.test(second))
    return { verb: 'delete-pod', words: words.slice(1) };
  if (/^create$/i.test(first) && /^jobs?$/i.test(second)) return createJob(words.slice(2));
  if (/^argo$/i.test(first) && /^rollouts?$/i.test(second)) return argoRollouts(words.slice(2));
  // Alone, or with an execution's id, it is ours that is aborted.
  if (/^abort$/i.test(first) && /^(?:ro|rollouts?)(?:\/|$)/i.test(second))
    return { verb: 'abort-rollout', words: words.slice(1) };
  if (/^promote$/i.test(first) && words.includes('--full'))
    return { verb: 'promote', words: words.slice(1).map((word) => word.replace(/^--full$/, 'full')) };
  const verb = forms[`${first} ${second}`.toLowerCase()];
  if (verb === undefined) return undefined;
  const rest = words.slice(2);
  // Elsewhere `-c` is the comment of a silence, as amtool has it.
  return verb === 'set-resources'
    ? { verb, words: rest.map((word) => word.replace(/^-c(?==|$)/, '--container')) }
    : { verb, words: rest };
}

/** `create job NAME --from=cronjob/report`: the name of the job is ours, so that it is made once. */
function createJob(words: readonly string[]): { verb: ActionName; words: readonly string[] } | undefined {
  const at = words.findIndex((word) => /^--from(?:=|$)/.test(word));
  const inline = words[at]?.startsWith('--from=') === true;
  const source = inline ? words[at]?.slice('--from='.length) : words[at + 1];
  if (at < 0 || source === undefined) return undefined;
  const rest = words.filter((_word, index) => index > (inline ? at : at + 1) || (index > 0 && index < at));
  return { verb: 'run-now', words: [source, ...rest] };
}

/** The commands of kubectl's plugin of Argo Rollouts; they name a Rollout without its kind. */
const rolloutVerbs: Readonly<Record<string, ActionName>> = {
  abort: 'abort-rollout',
  promote: 'promote',
  restart: 'restart',
  retry: 'retry',
  undo: 'rollback',
  pause: 'pause',
};

/** `argo rollouts promote checkout --full`, `argo rollouts retry rollout checkout` */
function argoRollouts(words: readonly string[]): { verb: ActionName; words: readonly string[] } | undefined {
  const verb = rolloutVerbs[(words[0] ?? '').toLowerCase()];
  if (verb === undefined) return undefined;
  const rest = words.slice(/^(?:ro|rollouts?)$/i.test(words[1] ?? '') ? 2 : 1);
  const [name = '', ...others] = rest;
  return {
    verb,
    words: [
      name.includes('/') ? name : `rollout/${name}`,
      ...others.map((word) => word.replace(/^--full$/, 'full')),
    ],
  };
}
