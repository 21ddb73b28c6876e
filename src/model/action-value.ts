type ValueKind =
  | { type: 'number'; least: number; most: number }
  | { type: 'text'; longest: number }
  | { type: 'word'; words: readonly [string, ...string[]] };

/** Kubernetes counts revisions in 63 bits and replicas in 31; nobody means more than these. */
const revision = { type: 'number', least: 1, most: 2_147_483_647 } as const;
const replicas = { type: 'number', least: 0, most: 10_000 } as const;
const moment = { type: 'number', least: 1, most: Number.MAX_SAFE_INTEGER } as const;
const name = { type: 'text', longest: 253 } as const;

/** What an action may be told beside its object. How each is written in a command stands in slack/grammar/action-values.ts. */
export const actionValueKinds = {
  /** The revision to return to; absent: the plan picks the newest one before the current that is not known bad, and names it. */
  revision,
  replicas,
  /** `app=shop/checkout:1.6`, several with commas: container and image. */
  image: { type: 'text', longest: 2000 },
  /** `dedicated=batch:NoSchedule` */
  taint: { type: 'text', longest: 600 },
  /** Of an autoscaler: the least and the most replicas. */
  minimum: replicas,
  maximum: replicas,
  /** Of one container: `cpu=500m,memory=1Gi`. */
  container: name,
  limits: { type: 'text', longest: 500 },
  requests: { type: 'text', longest: 500 },
  /** How far a Rollout is promoted; absent: one step. */
  promotion: { type: 'word', words: ['step', 'full'] },
  /** Where traffic goes: `version=blue`, `stable=100,canary=0`, or the share of a canary, `0`. */
  traffic: { type: 'text', longest: 2000 },
  /** Of which routes, where an object has several: their names, else their numbers from 1, with commas. */
  route: { type: 'text', longest: 2000 },
  /** Whose recommendation is taken for `limits` and `requests`. */
  from: { type: 'word', words: ['vpa'] },
  /** Of a claim: `20Gi`. */
  size: { type: 'text', longest: 40 },
  /** Of a silence: canonical text (matcher.ts), and when it ends (milliseconds since the epoch). */
  matchers: { type: 'text', longest: 2000 },
  /** Milliseconds: how long a silence holds, how long a drain goes on. */
  duration: moment,
  until: moment,
  reason: { type: 'text', longest: 500 },
  /** Of a drain: pods whose emptyDir volumes are lost by it may go too. */
  emptyDirData: { type: 'word', words: ['delete'] },
} as const satisfies Record<string, ValueKind>;

type Kinds = typeof actionValueKinds;
type ValueOf<Kind> = Kind extends { type: 'word'; words: readonly (infer Word)[] }
  ? Word
  : Kind extends { type: 'number' }
    ? number
    : string;

export type ActionValueName = keyof Kinds;
export type ActionValues = { -readonly [Name in ActionValueName]?: ValueOf<Kinds[Name]> };

export const actionValueNames = Object.keys(actionValueKinds) as readonly ActionValueName[];
