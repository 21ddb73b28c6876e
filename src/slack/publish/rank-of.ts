import type { MessageRecord } from '../../model/message.ts';
import { ranks, type Rank } from '../web/rate-budgets.ts';
import type { DesiredMessage } from './render-message.ts';

/**
 * What goes first when Slack does not take all at once: what wakes people, then what somebody waits for, then new cards,
 * then edits, then what stands in threads.
 */
export function rankOf({ kind, ts }: MessageRecord, { severity }: DesiredMessage): Rank {
  switch (kind) {
    case 'debt':
    case 'storm':
      return ts === undefined ? ranks.wake : ranks.card;
    case 'wake':
      return ranks.wake;
    case 'plan':
    case 'page':
      return ranks.answer;
    case 'card':
      if (ts !== undefined) return ranks.edit;
      return severity === 'critical' ? ranks.wake : ranks.card;
    case 'digest':
    case 'audit-head':
      return ranks.card;
    default:
      return ranks.detail;
  }
}
