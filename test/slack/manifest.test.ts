import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { callbackIds } from '../../src/slack/action-ids.ts';
import { slashCommands } from '../../src/slack/bolt/create-app.ts';
import { lostWithout } from '../../src/slack/start-check.ts';

const file = new URL('../../manifest.yml', import.meta.url);
const source = readFileSync(file, 'utf8');
const manifest = parse(source);
/** Slack's own, MIT: https://github.com/slackapi/manifest-schema */
const schema = JSON.parse(
  readFileSync(new URL('../fixtures/slack/manifest.schema.2.0.0.json', import.meta.url), 'utf8'),
) as object;

describe('manifest.yml', () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  it("fits Slack's schema", () => {
    validate(manifest);
    expect(validate.errors).toBeNull();
    expect(validate({ ...manifest, display_information: { name: 'x'.repeat(36) } })).toBe(false);
  });

  it('offers the commands and the shortcut that have listeners', () => {
    const commands = manifest.features.slash_commands as { command: string; should_escape: boolean }[];
    expect(commands.map(({ command }) => command)).toEqual([...slashCommands]);
    expect(commands.every((command) => command.should_escape)).toBe(true);
    expect(manifest.features.shortcuts[0].callback_id).toBe(callbackIds.actions);
  });

  it('asks for every scope that the bot misses, and explains each', () => {
    const scopes = manifest.oauth_config.scopes.bot as string[];
    expect(lostWithout(scopes)).toEqual([]);
    const listed = parseDocument(source).getIn(['oauth_config', 'scopes', 'bot']) as {
      items: { commentBefore?: string }[];
      commentBefore?: string;
    };
    const explained = listed.items.filter(
      (item, index) => item.commentBefore ?? (index === 0 && listed.commentBefore),
    );
    expect(explained.length).toBe(scopes.length);
  });
});
