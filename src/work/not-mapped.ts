import type { Answer } from '../model/answer.ts';

/** Only mapped people may move or act: what to do about it comes first. */
export function notMapped(slackUser: string): Answer {
  return {
    text: `Nothing was done: your Slack user ${slackUser} is not mapped to a Kubernetes user. Ask for an entry under \`people\` in the config, or ask a colleague who is mapped.`,
  };
}
