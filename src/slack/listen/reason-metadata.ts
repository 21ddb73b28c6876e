import { z } from 'zod';

const shape = z.strictObject({
  /** The handle of a request, or the number of a debt. */
  about: z.string().regex(/^[\w-]{1,200}$/),
  /** Where the button was pressed: there its person is answered. */
  channel: z.string().regex(/^[CDG][A-Z0-9]{2,30}$/),
  threadTs: z
    .string()
    .regex(/^\d{1,12}\.\d{1,6}$/)
    .optional(),
});

export type ReasonMetadata = z.output<typeof shape>;

export function writeReasonMetadata(metadata: ReasonMetadata): string {
  return JSON.stringify(metadata);
}

/** Undefined for anything else: what comes back from a form is not trusted. */
export function readReasonMetadata(text: string): ReasonMetadata | undefined {
  try {
    const read = shape.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
