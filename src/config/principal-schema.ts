import { z } from 'zod';

/** Who a rule speaks of: `group:sre` or `user:ana@example.com`. */
export const principal = z.string().regex(/^(group|user):.+$/, 'write group:NAME or user:NAME');

export const slackUser = z
  .string()
  .regex(
    /^[UW][A-Z0-9]{2,}$/,
    'write the Slack user id, for example U012ABC (in Slack: profile, More, Copy member ID)',
  );
