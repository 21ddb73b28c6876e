import { alertName, type Alert } from '../model/alert.ts';
import { namesByGravity } from './title.ts';

/** More names than this are counted, not listed. */
const mostNames = 4;

/** `KubePodCrashLooping ×3, KubePodNotReady`, gravest first. Plain text, carries foreign text. */
export function alertList(alerts: readonly Pick<Alert, 'labels'>[]): string {
  const counts = new Map<string, number>();
  for (const alert of alerts) counts.set(alertName(alert), (counts.get(alertName(alert)) ?? 0) + 1);
  const names = namesByGravity(alerts);
  const listed = names.slice(0, mostNames).map((name) => {
    const count = counts.get(name) ?? 1;
    const short = name.length > 80 ? `${name.slice(0, 79)}…` : name;
    return count === 1 ? short : `${short} ×${count}`;
  });
  const rest = names.length - mostNames;
  return rest > 0 ? `${listed.join(', ')} and ${rest} more kinds` : listed.join(', ');
}

/** `fires`, `fire`: the verb for so many alerts. */
export function fires(alerts: readonly unknown[]): 'fires' | 'fire' {
  return alerts.length === 1 ? 'fires' : 'fire';
}
