/** Becomes `{ok:false,error}`; `messages` go to `response_metadata.messages`, `extra` to the top level. */
export class SlackError extends Error {
  readonly code: string;
  readonly messages: readonly string[];
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: string, messages: readonly string[] = [], extra: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.name = 'SlackError';
    this.code = code;
    this.messages = messages;
    this.extra = extra;
  }
}
