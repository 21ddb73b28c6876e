import { z } from 'zod';
import { slackUser } from './principal-schema.ts';

/** A Kubernetes user or group that people may be mapped to. It is sent in a header. */
const kubernetesName = z
  .string()
  .min(1)
  .refine((name) => name === name.trim() && !/[\p{Cc}\p{Cf}]/u.test(name), {
    error: 'a name has no space at its ends and no control character',
  })
  .refine((name) => !/^system:/i.test(name), { error: 'system: names cannot be mapped' });

/** One entry of `people`. */
export const person = z.strictObject({
  /** The Slack user id: `U012ABC`. */
  slack: slackUser,
  /** The Kubernetes user. Two Slack accounts with one user are one person. */
  user: kubernetesName,
  /** Kubernetes groups; policy names them as group:NAME. */
  groups: z.array(kubernetesName).default([]),
});

const domain = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'write a domain in small letters, without @: example.com');

export const peopleByEmail = z.strictObject({
  /** Domains whose addresses are taken; others never are. */
  domains: z.array(domain).min(1),
  /** Only these addresses. Needed where a cluster has `impersonate`: RBAC names each user that the bot may act as. */
  users: z.array(z.string().regex(/^[^\sA-Z@]+@[^\sA-Z@]+$/, 'write an address in small letters')).optional(),
  /** Put before the address to make the Kubernetes user, as the API server's OIDC settings may do: `oidc:`. */
  prefix: z
    .string()
    .regex(/^[\x21-\x7e]*$/, 'no spaces')
    .refine((prefix) => !/^system:/i.test(prefix), { error: 'system: names cannot be mapped' })
    .default(''),
});

export const slackGroup = z.strictObject({
  /** The id of a Slack user group: `S0ABC`. Its name and handle decide nothing. */
  slack: z
    .string()
    .regex(
      /^S[A-Z0-9]{2,}$/,
      'write the id of the user group, for example S0ABC (in the address of its page)',
    ),
  group: kubernetesName,
});
