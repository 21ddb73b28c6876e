import { z } from 'zod';

const shape = z.strictObject({
  handle: z.string().regex(/^[\w-]{1,200}$/),
  /** Where Deny was pressed: there its person is answered. */
  channel: z.string().regex(/^[CDG][A-Z0-9]{2,30}$/),
  threadTs: z
    .string()
    .regex(/^\d{1,12}\.\d{1,6}$/)
    .optional(),
});

export type DenyMetadata = z.output<typeof shape>;

export function writeDenyMetadata(metadata: DenyMetadata): string {
  return JSON.stringify(metadata);
}

/** Undefined for anything else: what comes back from a form is not trusted. */
export function readDenyMetadata(text: string): DenyMetadata | undefined {
  try {
    const read = shape.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
