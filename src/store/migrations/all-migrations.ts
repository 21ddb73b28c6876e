import { initial } from './0001-initial.ts';
import { retention } from './0002-retention.ts';
import { watchdogs } from './0003-watchdogs.ts';
import { replicas } from './0004-replicas.ts';
import { storms } from './0005-storms.ts';
import { publishing } from './0006-publishing.ts';
import { recentAlerts } from './0007-recent-alerts.ts';
import { dueByKind } from './0008-due-by-kind.ts';
import { incidentLinks } from './0009-incident-links.ts';
import { alertNames } from './0010-alert-names.ts';
import { freezes } from './0011-freezes.ts';
import { requestNews } from './0012-request-news.ts';
import { breakGlass } from './0013-break-glass.ts';
import { auditSeals } from './0014-audit-seals.ts';
import { knownBefore } from './0015-known-before.ts';
import { executionSteps } from './0016-execution-steps.ts';
import type { Migration } from './migration.ts';

/** In order, from 1, without gaps. */
export const allMigrations: readonly Migration[] = [
  initial,
  retention,
  watchdogs,
  replicas,
  storms,
  publishing,
  recentAlerts,
  dueByKind,
  incidentLinks,
  alertNames,
  freezes,
  requestNews,
  breakGlass,
  auditSeals,
  knownBefore,
  executionSteps,
];
