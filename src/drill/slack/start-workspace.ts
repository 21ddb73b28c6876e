export type * from './workspace-handle.ts';
export type * from './workspace-options.ts';
export type * from './world-panel.ts';
export type * from './message.ts';
import type { Workspace } from './workspace-handle.ts';
import type { WorkspaceOptions } from './workspace-options.ts';

/** Starts a simulated Slack workspace on 127.0.0.1. Rejects when the port is taken. */
export async function startWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  throw new Error(`the workspace does not start yet (seed ${options.seed ?? 1})`);
}
