import { afterEach, expect, it } from 'vitest';
import { followPeople, type FollowedPeople } from '../../../src/people/follow-people.ts';
import { startWorld, untilConnected, type SlackWorld } from '../support/slack-world.ts';

let world: SlackWorld | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

it('knows who may act from what Slack says, and hears of changes at once', async () => {
  const changes: unknown[] = [];
  // The workspace tells of changes; who listens is made with the workspace.
  const listening: { people?: FollowedPeople } = {};
  world = await startWorld({
    workspace: {
      people: [
        { name: 'ana', id: 'U0ANA' },
        { name: 'ben', id: 'U0BEN', email: 'Ben@example.com' },
        { name: 'guest', id: 'U0GUEST', account: { isUltraRestricted: true } },
        { name: 'far', id: 'U0FAR', account: { teamId: 'T0FAR', isStranger: true } },
        { name: 'app', id: 'U0APP', account: { isBot: true } },
        { name: 'new', id: 'U0NEW', account: { isEmailConfirmed: false } },
      ],
      usergroups: [{ id: 'S0ONCALL', handle: 'oncall', members: ['ana'] }],
      botEvents: ['user_change', 'subteam_members_changed'],
    },
    slack: {
      onPeopleChange: (changed) => {
        changes.push(changed);
        if (changed === 'groups') listening.people?.groupsChanged();
        else listening.people?.accountChanged(changed.user);
      },
    },
  });
  const { workspace, slack } = world;
  const people = followPeople({
    entries: [{ slack: 'U0ANA', user: 'ana', groups: ['sre'] }],
    byEmail: { domains: ['example.com'], prefix: '' },
    groups: [{ slack: 'S0ONCALL', group: 'pagers' }],
    namedUsers: [],
    accounts: slack.accounts,
    now: Date.now,
    onProblem: () => undefined,
  });
  listening.people = people;
  expect(await people.identify('U0ANA')).toEqual({
    person: { slackUser: 'U0ANA', user: 'ana', groups: ['pagers', 'sre'] },
  });
  expect(await people.identify('U0BEN')).toMatchObject({ person: { user: 'ben@example.com', groups: [] } });
  for (const [id, refused] of [
    ['U0GUEST', 'guest'],
    ['U0FAR', 'other-workspace'],
    ['U0APP', 'bot'],
    [workspace.botUserId, 'bot'],
    ['U0NEW', 'email-not-confirmed'],
    ['U0NOBODY', 'unknown-account'],
  ])
    expect(await people.identify(id ?? ''), id).toMatchObject({ refused });

  await untilConnected(world);
  workspace.changeAccount('ana', { deleted: true });
  workspace.changeUsergroup('oncall', ['ben']);
  await workspace.waitFor(
    () => workspace.deliveries().filter(({ outcome }) => outcome === 'acknowledged').length === 2,
  );
  expect(changes).toEqual(expect.arrayContaining([{ user: 'U0ANA' }, 'groups']));
  expect(await people.identify('U0ANA')).toMatchObject({ refused: 'deactivated' });
  expect(await people.identify('U0BEN')).toMatchObject({ person: { groups: ['pagers'] } });

  // Slack is silent: what is known stands in, for who was never asked about nothing does.
  people.accountChanged('U0NEW');
  workspace.fault({ method: '*', kind: 'reset', times: Infinity });
  expect(await people.identify('U0BEN')).toHaveProperty('person');
  expect(await people.identify('U0NEW')).toMatchObject({
    refused: 'slack-not-asked',
    message: expect.stringContaining('Slack did not answer users.info') as string,
  });
});
