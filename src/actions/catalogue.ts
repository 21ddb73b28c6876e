import type { ActionName } from '../model/action.ts';
import { abortRollout } from './abort-rollout.ts';
import type { Action } from './action.ts';
import { backup } from './backup.ts';
import { cordon } from './cordon.ts';
import { deletePod } from './delete-pod.ts';
import { drain } from './drain.ts';
import { evictPod } from './evict-pod.ts';
import { growClaim } from './grow-claim.ts';
import { halt } from './halt.ts';
import { hpa } from './hpa.ts';
import { pause } from './pause.ts';
import { promote } from './promote.ts';
import { rerun } from './rerun.ts';
import { restart } from './restart.ts';
import { resume } from './resume.ts';
import { retry } from './retry.ts';
import { rollback } from './rollback.ts';
import { runNow } from './run-now.ts';
import { scale } from './scale.ts';
import { setImage } from './set-image.ts';
import { setResources } from './set-resources.ts';
import { silenceExpire } from './silence-expire.ts';
import { silenceExtend } from './silence-extend.ts';
import { silence } from './silence.ts';
import { suspend } from './suspend.ts';
import { syncSecret } from './sync-secret.ts';
import { taint } from './taint.ts';
import { traffic } from './traffic.ts';
import { uncordon } from './uncordon.ts';
import { untaint } from './untaint.ts';

/** Every action that is offered. A new one is one file beside these and one line here. */
export const catalogue: Readonly<Record<ActionName, Action>> = {
  rollback,
  restart,
  pause,
  resume,
  scale,
  suspend,
  cordon,
  uncordon,
  'set-image': setImage,
  'set-resources': setResources,
  hpa,
  'delete-pod': deletePod,
  'evict-pod': evictPod,
  'run-now': runNow,
  'abort-rollout': abortRollout,
  promote,
  retry,
  halt,
  traffic,
  rerun,
  'grow-claim': growClaim,
  backup,
  'sync-secret': syncSecret,
  drain,
  taint,
  untaint,
  silence,
  'silence-extend': silenceExtend,
  'silence-expire': silenceExpire,
};
