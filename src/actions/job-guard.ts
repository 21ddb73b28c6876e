import type { ActionName } from '../model/action.ts';
import type { AdmissionRule } from '../model/permission.ts';
import { capabilitiesOf, hostPath, privileged } from './template-guard.ts';

const spec = 'object.spec.template.spec';

/** A new object names its execution, as its name and its annotation do; so does the dry run, and each of several. */
export function madeByExecution(action: ActionName): AdmissionRule {
  return {
    expression: `object.metadata.name.matches("-mw-[a-z0-9-]+$") && has(object.metadata.annotations) && "middlewatch.dev/execution" in object.metadata.annotations && object.metadata.annotations["middlewatch.dev/execution"].startsWith("middlewatch-${action}-")`,
    message: `what ${action} makes is named after its execution`,
  };
}

/**
 * The right to create Jobs is the right to run anything in their namespace, and an admission policy sees neither the
 * CronJob nor the Job that is run again. It keeps what is made from reaching the node.
 */
export const keptOffTheNode: AdmissionRule = {
  expression: `!${privileged(spec)} && !${hostPath(spec)} && ["hostNetwork", "hostPID", "hostIPC"].all(k, !(k in ${spec}) || !${spec}[k]) && ${capabilitiesOf(spec)}`,
  message: 'a job that reaches its node is run by hand',
};

export const jobGuard: readonly AdmissionRule[] = [madeByExecution('rerun'), keptOffTheNode];
