/** Who asks. The rights of each stand in contract-users.ts. */
export type ContractUser = 'admin' | 'bot' | 'viewer' | 'wrong-token' | 'no-token';

/**
 * One HTTP request and what of its answer both servers must agree on. Status and, for errors, the whole Status
 * object (reason, message, details) always count. `{ns}` is the case's own namespace, `{name}` what an earlier step
 * remembered under that name; both work in the path, in header values and anywhere in the body.
 */
export interface ContractStep {
  /** Unique within the case; reads as a promise. */
  name: string;
  /** Default GET. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** Default admin. */
  as?: ContractUser;
  headers?: Record<string, string | string[]>;
  body?: unknown;
  contentType?: string;
  /** What counts besides the status: paths of the answer (see field.ts), or one of the special ones of play-case.ts. */
  compare?: string[];
  /** Name → path of the answer: kept for later steps, and written as `{name}` where it shows up in a message. */
  remember?: Record<string, string>;
  /** The request is repeated until all of these paths hold these values (undefined: absent). */
  until?: Record<string, unknown>;
  /**
   * `ignored`: the text of the error speaks of the real server's inside; only its status and reason count.
   * `any`: only its status counts.
   */
  message?: 'ignored' | 'any';
}

/** A story of requests in a namespace of its own. */
export interface ContractCase {
  /** Unique; also the end of the namespace's name. */
  name: string;
  steps: ContractStep[];
}
