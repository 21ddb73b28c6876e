import { z } from 'zod';
import { actionValueKinds, actionValueNames } from '../../model/action-value.ts';
import { actionNames } from '../../model/action-words.ts';
import type { ActionCommand } from '../../model/input.ts';

const name = z.string().min(1).max(253);

const shape = z.strictObject({
  verb: z.enum(actionNames),
  object: z.strictObject({ kind: name.optional(), name }).optional(),
  namespace: name.optional(),
  cluster: name.optional(),
  ...valueShapes(),
  incident: name.optional(),
});

function valueShapes(): Record<string, z.ZodType> {
  return Object.fromEntries(
    actionValueNames.map((value): [string, z.ZodType] => {
      const kind = actionValueKinds[value];
      switch (kind.type) {
        case 'number':
          return [value, z.number().int().min(kind.least).max(kind.most).optional()];
        case 'text':
          return [value, z.string().max(kind.longest).optional()];
        case 'word':
          return [value, z.enum(kind.words).optional()];
      }
    }),
  );
}

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
