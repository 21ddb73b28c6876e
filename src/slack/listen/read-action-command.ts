import { z } from 'zod';
import { actionNames } from '../../model/action.ts';
import type { ActionCommand } from '../../model/input.ts';
import { largest } from '../grammar/read-values.ts';

const name = z.string().min(1).max(253);

const shape = z.strictObject({
  verb: z.enum(actionNames),
  object: z.strictObject({ kind: name.optional(), name }).optional(),
  namespace: name.optional(),
  cluster: name.optional(),
  revision: z.number().int().min(1).max(largest.revision).optional(),
  replicas: z.number().int().min(0).max(largest.replicas).optional(),
  image: z.string().max(2000).optional(),
  minimum: z.number().int().min(0).max(largest.replicas).optional(),
  maximum: z.number().int().min(0).max(largest.replicas).optional(),
  container: name.optional(),
  limits: z.string().max(500).optional(),
  requests: z.string().max(500).optional(),
  from: z.literal('vpa').optional(),
  size: z.string().max(40).optional(),
  promotion: z.enum(['step', 'full']).optional(),
  traffic: z.string().max(2000).optional(),
  route: z.string().max(2000).optional(),
  taint: z.string().max(600).optional(),
  matchers: z.string().max(2000).optional(),
  duration: z.number().int().positive().optional(),
  until: z.number().int().positive().optional(),
  reason: z.string().max(500).optional(),
  emptyDirData: z.literal('delete').optional(),
  incident: name.optional(),
});

/** The value of the card's first button → its command; undefined for anything else: a button's value is never trusted. */
export function readActionCommand(value: string | undefined): ActionCommand | undefined {
  const read = shape.safeParse(parseJson(value));
  // Without undefined members, as exactOptionalPropertyTypes wants it.
  return read.success ? (JSON.parse(JSON.stringify(read.data)) as ActionCommand) : undefined;
}

const choice = z.strictObject({ inputId: name, incident: name });

/** The value of a pick list's button. */
export function readChoice(value: string | undefined): z.infer<typeof choice> | undefined {
  const read = choice.safeParse(parseJson(value));
  return read.success ? read.data : undefined;
}

function parseJson(value: string | undefined): unknown {
  try {
    return value === undefined ? undefined : (JSON.parse(value) as unknown);
  } catch {
    return undefined;
  }
}
