import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { ShortcutOptions, SlashCommandOptions } from '../slack/workspace-options.ts';
import { readList, readText } from './read-field.ts';

/** What the composer of the page offers after `/mw`; targets that exist in the drill's shop. */
const hints = [
  { text: 'status', description: 'What is open, and who is on it' },
  { text: 'ack', description: 'Take the incident at hand' },
  { text: 'rollback deploy/checkout -n shop', description: 'Plan a rollback' },
  { text: 'scale deploy/catalog 5 -n shop', description: 'Plan another number of replicas' },
  { text: 'cordon node-3', description: 'Keep new pods off a node' },
  { text: 'uncordon node-3', description: 'Let pods come back' },
  { text: 'drain node-3', description: 'Cordon a node and evict its pods' },
  { text: 'silence 2h --reason "known"', description: 'Keep Alertmanager quiet about the incident at hand' },
  { text: 'silences', description: 'Which silences run' },
  {
    text: 'break-glass rollback deploy/checkout -n shop --reason "nobody answers"',
    description: 'Carry a plan out alone; somebody reviews it',
  },
  { text: 'debts', description: 'What was done alone and is to be reviewed' },
  { text: 'freeze 10m --reason "migration"', description: 'No action starts until then' },
  { text: 'unfreeze', description: 'Actions may start again' },
  { text: 'can', description: 'Who you are, and what you may ask for' },
  { text: 'undo', description: 'Plan the way back of the last action' },
  { text: 'resolve', description: 'Close the incident by hand' },
  { text: 'why', description: 'Why you were paged, or not' },
  { text: 'audit', description: 'Who did what, when' },
  { text: 'help', description: 'All commands' },
];

/** Commands and shortcuts of the app's own manifest: the drill's workspace has what a real one would have installed. */
export function readManifest(file: string): {
  commands: SlashCommandOptions[];
  shortcuts: ShortcutOptions[];
} {
  const manifest: unknown = parse(readFileSync(file, 'utf8'));
  return {
    commands: readList(manifest, 'features', 'slash_commands').map((command) => ({
      command: readText(command, 'command'),
      description: readText(command, 'description'),
      usageHint: readText(command, 'usage_hint'),
      ...(readText(command, 'command') === '/mw' ? { hints } : {}),
    })),
    shortcuts: readList(manifest, 'features', 'shortcuts').map((shortcut) => ({
      name: readText(shortcut, 'name'),
      callbackId: readText(shortcut, 'callback_id'),
      type: readText(shortcut, 'type') === 'global' ? 'global' : 'message',
      description: readText(shortcut, 'description'),
    })),
  };
}
