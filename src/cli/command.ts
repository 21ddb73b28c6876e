/** Where a command reads and writes; tests give their own. */
export interface CommandIo {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  env: Readonly<Record<string, string | undefined>>;
}

/** One sub-command. Resolves with the exit code: 0 done, 1 found a fault, 2 wrong use or bad config. */
export type Command = (argv: readonly string[], io: CommandIo) => Promise<number>;

export const exitCodes = { done: 0, fault: 1, wrongUse: 2 } as const;
