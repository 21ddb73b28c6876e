export const smallMemoryFlags: readonly string[];
export const smallMemoryEnvironment: Readonly<Record<string, string>>;
