import type { ActionName } from '../../../src/model/action.ts';
import type { ClusterClient } from '../support/cluster-client.ts';

/** Where one case is played: a namespace and a node of its own, so that cases do not meet. */
export interface Place {
  namespace: string;
  /** Only nodes that a case asks for with `node` exist. */
  node: string;
  /** Prepares the world and looks at it; sees and may do everything. */
  admin: ClusterClient;
  /** Address of Alertmanager itself. */
  alertmanager: string;
}

/** Looks once: undefined when all is as it should be, else what is not, in words. */
export type Look = (place: Place) => Promise<string | undefined>;

/** One action on one kind of object, done and undone against a real API server. */
export interface ActionCase {
  action: ActionName;
  /** The kind it is done to: every kind of an action has a case. */
  kind: string;
  /** What is special about it, where there are several for the kind. */
  variant?: string;
  /** Made first, in this order, with `{ns}` and `{node}` for the place. */
  objects?: readonly object[];
  /** Where it makes something outside of the case's namespace. */
  elsewhere?: string;
  /** The case wants a node of its own; others have none. */
  node?: true;
  /** What happens before somebody asks: a release, a pod that has to be there. */
  prepare?: (place: Place) => Promise<void>;
  /** What is typed after `/mw`, with `{ns}` and `{node}`. */
  command: string | ((place: Place) => Promise<string>);
  /** The mutating calls that it makes, in order: `patch deployments.apps`, `create pods/eviction`. */
  calls: readonly string[];
  /** A disruption budget may refuse an eviction for a while (429): it is asked again, and does not count. */
  asksBudgets?: true;
  /** How it is once the bot says that it worked. */
  done: Look;
  undo: Undo;
  /** Plays a controller that the control plane does not run; called every 200 ms while the case is played. */
  controller?: { name: string; act: (place: Place) => Promise<void> };
}

export type Undo =
  | { calls: readonly string[]; undone: Look }
  /** The catalogue says the same, and the bot's answer to `/mw undo` says why. */
  | 'none';

/** `rollback Deployment` */
export function caseName({ action, kind, variant }: Pick<ActionCase, 'action' | 'kind' | 'variant'>): string {
  return `${action} ${kind}${variant === undefined ? '' : ` (${variant})`}`;
}

/** A text with `{ns}` and `{node}` for a place. */
export function placed(text: string, { namespace, node }: Place): string {
  return text.replaceAll('{ns}', namespace).replaceAll('{node}', node);
}
