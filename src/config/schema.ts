import { z } from 'zod';
import { approvalLevels } from '../model/approval-level.ts';
import { actionNames, isSilenceAction } from '../model/action.ts';
import { auditSchema } from './audit-schema.ts';
import { breakGlassSchema } from './break-glass-schema.ts';
import { duration } from './duration.ts';
import { peopleByEmail, person, slackGroup } from './people-schema.ts';
import { principal } from './principal-schema.ts';
import { approvals, breakers, calendarFreeze } from './stops-schema.ts';
import { timeWindow } from './time-window-schema.ts';

const url = z.string().refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), {
  error: 'write a whole address that begins with http:// or https://',
});

/** How to reach one server; every endpoint takes these keys. */
const endpoint = z.strictObject({
  /** Without a path of the API: `http://prometheus:9090`. */
  url,
  /** A file that holds the token; read again at every call, so that it may rotate. */
  bearerTokenFile: z.string().optional(),
  /** HTTP basic authentication; the password comes from a file. */
  basicAuth: z.strictObject({ username: z.string(), passwordFile: z.string() }).optional(),
  /** A PEM file with the authorities to trust, instead of the system's. */
  caFile: z.string().optional(),
  /** Sent with every request, for example a tenant id. Never put a secret here. */
  headers: z.record(z.string(), z.string()).optional(),
});

const tracesEndpoint = endpoint.extend({
  /** `jaeger` is read (query API v1 and v3); `tempo` and `zipkin` are accepted and not read yet: the card says so. */
  kind: z.enum(['jaeger', 'tempo', 'zipkin']),
});

const logsEndpoint = endpoint.extend({
  /** Accepted and not read yet: logs come from the API server. */
  kind: z.enum(['loki']),
});

const alertmanagerEndpoint = endpoint.extend({
  /** The addresses of its other replicas; a load balancer would hide which one answers. */
  replicas: z.array(url).default([]),
});

const actAs = z
  .strictObject({
    /** Path of its kubeconfig. */
    kubeconfig: z.string().optional(),
    context: z.string().optional(),
    /** Its token, for the API server that the cluster's own kubeconfig names; read again, so that it may rotate. */
    tokenFile: z.string().optional(),
  })
  .refine(({ kubeconfig, context, tokenFile }) => (kubeconfig ?? context ?? tokenFile) !== undefined, {
    error: 'name another account: kubeconfig, context or tokenFile',
  });

const cluster = z.strictObject({
  /** What the alerts' label `cluster` says. The first cluster is the default for alerts without that label. */
  name: z.string().min(1),
  /** Path of a kubeconfig. Absent: the pod's own service account, then $KUBECONFIG. */
  kubeconfig: z.string().optional(),
  /** The kubeconfig's context. Absent: its current one. */
  context: z.string().optional(),
  /** true: act under the asker's Kubernetes identity. Default false: as the bot itself. */
  impersonate: z.boolean().default(false),
  /**
   * A second account that carries out actions (with `impersonate`: acts as people), so that the one that reads holds no
   * right to change anything. Absent: one account does both.
   */
  actAs: actAs.optional(),
  /** Asked every `incidents.reconcileEvery` whether open alerts still fire and who silenced them. */
  alertmanager: alertmanagerEndpoint.optional(),
  prometheus: endpoint.optional(),
  traces: tracesEndpoint.optional(),
  logs: logsEndpoint.optional(),
});

/** One Alertmanager, all its replicas together; its name becomes the alerts' source. */
const sender = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'small letters, digits, `-` and `.`, at most 63'),
  /** Files with a bearer token each; all are valid, so that a new one can be put beside the old. Read again every 10 s. */
  bearerTokenFiles: z.array(z.string()).max(4).default([]),
  basicAuth: z
    .strictObject({
      username: z.string().regex(/^[^:]+$/, 'a user name holds no colon'),
      passwordFiles: z.array(z.string()).min(1).max(4),
    })
    .optional(),
  /** The client certificate must carry one of these names, besides a header where one is configured. Needs http.tls.clientCaFile. */
  certificateNames: z.array(z.string().min(1)).default([]),
});

/** Offered now. */
export const offeredActions = actionNames;

const approve = z
  .strictObject({
    from: z.array(principal).min(1),
    /**
     * How many; the asker never counts. 0, for silences only: one click of the asker is enough, unless the silence is
     * broad: that needs one of `from` whatever stands here.
     */
    count: z.int().min(0).max(5).optional(),
    /** Instead of `count`: a level, or one for each risk of a plan. One click is never enough for a high risk. */
    risk: z
      .union(
        [
          z.enum(approvalLevels),
          z.strictObject({
            low: z.enum(approvalLevels).default('second-person'),
            medium: z.enum(approvalLevels).default('second-person'),
            high: z.enum(approvalLevels).exclude(['one-click']).default('second-person'),
          }),
        ],
        {
          error:
            'write one-click, second-person or two-persons, or one for each risk of a plan: { low, medium, high }; high is never one-click',
        },
      )
      .optional(),
  })
  .refine(({ count, risk }) => count === undefined || risk === undefined, {
    path: ['risk'],
    error: 'write count or risk, not both',
  })
  .transform(({ from, count = 1, risk }) => ({ from, count, ...(risk !== undefined && { risk }) }));

const policyRule = z
  .strictObject({
    actions: z.array(z.enum(offeredActions)).min(1),
    /** Names of clusters; absent: all. */
    clusters: z.array(z.string()).min(1).optional(),
    /** With * as a wildcard. A rule with namespaces never matches nodes. Absent: all, nodes too. */
    namespaces: z.array(z.string()).min(1).optional(),
    /** With * as a wildcard; all must be there: on the object, else on all alerts of an incident that is about it. */
    labels: z
      .record(z.string().min(1), z.string())
      .refine((labels) => Object.keys(labels).length > 0, { error: 'write a label, or leave the key out' })
      .optional(),
    /** Of the incident that is about the object; without one such a rule does not match. */
    severity: z
      .array(z.enum(['critical', 'warning', 'unknown', 'info', 'none']))
      .min(1)
      .optional(),
    /** One window or several, by the clock on the wall of its zone. */
    when: z
      .union([timeWindow, z.array(timeWindow).min(1)])
      .transform((windows) => (Array.isArray(windows) ? windows : [windows]))
      .optional(),
    /** Who may ask. */
    ask: z.array(principal).min(1),
    /** Who approves, and how many of them. */
    approve,
    /** Who asked for an action that made things worse may undo it by their own click, for ten minutes after that verdict. */
    undo: z.enum(['same', 'one-click-when-worse']).default('same'),
    /** How long the request waits for approval. */
    expires: duration('15m'),
  })
  .refine(
    ({ actions, approve: { count, risk } }) =>
      count > 0 || risk !== undefined || actions.every(isSilenceAction),
    {
      path: ['approve', 'count'],
      error:
        'only silence, silence-extend and silence-expire may go without an approval: write 1 to 5, a rule of their own, or say it in words: risk: one-click',
    },
  );

/** The config file. Every key with its unit and default is in docs/config.md. */
export const configSchema = z.strictObject({
  slack: z.strictObject({
    /** Where the cards go: a name with # or a channel id. */
    channel: z.string().min(2),
    /** The first route whose labels all match an alert's sends its incident to another channel. */
    routes: z
      .array(z.strictObject({ labels: z.record(z.string(), z.string()), channel: z.string().min(2) }))
      .default([]),
    /** Where Slack sends events when only SLACK_SIGNING_SECRET is given. Default: http.listen with the port one higher. */
    listen: z.string().optional(),
  }),
  http: z
    .strictObject({
      /** Address and port for the webhook, health and metrics. */
      listen: z
        .string()
        .regex(/^\S+:\d{1,5}$/, 'write address:port, for example 0.0.0.0:8080')
        .default('0.0.0.0:8080'),
      /** HTTPS on that port, all files PEM; renewed ones are taken up within a minute. Absent: plain HTTP. */
      tls: z
        .strictObject({
          certFile: z.string(),
          keyFile: z.string(),
          /** Authorities that sign the certificates of senders with `certificateNames`. */
          clientCaFile: z.string().optional(),
        })
        .optional(),
    })
    .prefault({}),
  /** Who may send webhooks besides MIDDLEWATCH_WEBHOOK_TOKEN's one. */
  senders: z.array(sender).default([]),
  store: z
    .strictObject({
      /** The embedded store; not looked at when DATABASE_URL names a PostgreSQL. */
      path: z.string().default('./data/middlewatch.db'),
      /** How long webhook bodies and handled inputs are kept. The audit is never deleted. */
      keep: duration('30d'),
    })
    .prefault({}),
  clusters: z.array(cluster).min(1),
  people: z.array(person).default([]),
  /** Whoever has no entry in `people` is known by the verified e-mail address in Slack. Absent: nobody else. */
  peopleByEmail: peopleByEmail.optional(),
  /** Members of a Slack user group are in the Kubernetes group, besides those of their entry. */
  slackGroups: z.array(slackGroup).default([]),
  policy: z.array(policyRule).default([]),
  approvals,
  /** When no action starts, by the calendar. */
  freezes: z.array(calendarFreeze).max(200).default([]),
  breakers,
  breakGlass: breakGlassSchema.prefault({}),
  audit: auditSchema.prefault({}),
  runbooks: z.strictObject({ dirs: z.array(z.string()).default([]) }).prefault({}),
  incidents: z
    .strictObject({
      /** How long after it was resolved an incident is closed: a later alert opens a new one. */
      closeAfter: duration('24h'),
      /** How often open incidents are compared with what Alertmanager lists. */
      reconcileEvery: duration('1m'),
      /** Alert names that never open an incident, besides Watchdog, InfoInhibitor and the like. */
      noise: z.array(z.string().min(1)).max(200).default([]),
      storm: z
        .strictObject({
          /** So many incidents may open within a minute in one channel, each with a card; the others are folded into one. */
          after: z.int().min(1).max(1000).default(6),
          /** So many critical ones a minute get a card beyond that. */
          critical: z.int().min(0).max(1000).default(3),
          /** A storm is over when no more than `after` incidents were folded into it for this long. */
          endsAfter: duration('5m'),
        })
        .prefault({}),
    })
    .prefault({}),
  watchdog: z
    .strictObject({
      /** The alert Watchdog, once heard from a sender, may be quiet for this long, or for twice its period if that is longer. */
      quietAfter: duration('10m'),
    })
    .prefault({}),
  silences: z
    .strictObject({
      /** No silence may end later than so long from now. */
      longest: duration('7d'),
      /** A silence that matches so many alerts that fire now is broad: it needs a second person. */
      broadFrom: z.int().min(1).default(20),
    })
    .prefault({}),
  /** What resources cost, for the estimate on a plan that starts pods or makes them larger. Absent: no estimate. */
  prices: z
    .strictObject({
      /** One core for an hour. */
      cpuHour: z.number().min(0),
      /** One GiB of memory for an hour. */
      memoryGiBHour: z.number().min(0),
      /** How amounts are written: `EUR`. */
      currency: z.string().regex(/^[A-Z]{3}$/, 'write three capital letters, for example EUR'),
    })
    .optional(),
  actions: z
    .strictObject({
      /** true: no action starts, whoever asks; the rest goes on. */
      readOnly: z.boolean().default(false),
      /** How long verification looks before it says unknown. */
      verifyFor: duration('10m'),
      /** How long new pods must run without a restart to count as working. */
      stableFor: duration('20s'),
      /** How long the Undo button of a finished action works. */
      undoFor: duration('1h'),
    })
    .prefault({}),
});

export type Config = z.output<typeof configSchema>;
export type ClusterConfig = Config['clusters'][number];
export type EndpointConfig = z.output<typeof endpoint>;
export type SenderConfig = z.output<typeof sender>;
export type PersonConfig = Config['people'][number];
export type PolicyRuleConfig = Config['policy'][number];
