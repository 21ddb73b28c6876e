import type { Config } from './schema.ts';

/** What is wrong about people as a whole: each key on its own is fine. */
export function peopleContradictions(
  config: Config,
): { path: readonly (string | number)[]; message: string }[] {
  const { peopleByEmail: byEmail, slackGroups, clusters } = config;
  const twice = slackGroups.flatMap(({ slack, group }, index) =>
    slackGroups.findIndex((other) => other.slack === slack && other.group === group) === index
      ? []
      : [{ path: ['slackGroups', index], message: `${slack} is mapped to ${group} twice` }],
  );
  if (byEmail === undefined) return twice;
  const outside = (byEmail.users ?? []).flatMap((user, index) =>
    byEmail.domains.includes(user.slice(user.lastIndexOf('@') + 1))
      ? []
      : [{ path: ['peopleByEmail', 'users', index], message: `${user} is in none of peopleByEmail.domains` }],
  );
  const impersonating = clusters.find(({ impersonate }) => impersonate);
  const open =
    impersonating === undefined || byEmail.users !== undefined
      ? []
      : [
          {
            path: ['peopleByEmail'],
            message: `${impersonating.name} has impersonate: true, where each user that the bot may act as is named: list the addresses under peopleByEmail.users`,
          },
        ];
  return [...twice, ...outside, ...open];
}
