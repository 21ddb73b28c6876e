/** Slack identifiers, as docs/contracts.md lists them. */
export const actionIds = {
  suggested: 'mw_suggested',
  acknowledge: 'mw_ack',
  more: 'mw_more',
  approve: 'mw_approve',
  deny: 'mw_deny',
  cancel: 'mw_cancel',
  undo: 'mw_undo',
  breakGlass: 'mw_break_glass',
  review: 'mw_review',
  abort: 'mw_abort',
  choose: 'mw_choose',
  storm: 'mw_storm',
  acknowledgeStorm: 'mw_ack_storm',
  stormOpen: 'mw_storm_open',
  stormEarlier: 'mw_storm_earlier',
  stormLater: 'mw_storm_later',
} as const;

export const callbackIds = {
  /** The More modal. */
  moreSubmit: 'mw_more_submit',
  /** The form behind Deny. */
  denySubmit: 'mw_deny_submit',
  /** The forms behind Break glass and Review. */
  breakGlassSubmit: 'mw_break_glass_submit',
  reviewSubmit: 'mw_review_submit',
  /** The list of a storm's incidents; it has no submit. */
  storm: 'mw_storm_list',
  /** The message shortcut. */
  actions: 'mw_actions',
} as const;

/** Block and action ids of the More modal's inputs. */
export const modalInputs = {
  what: 'what',
  object: 'object',
  number: 'number',
  incident: 'incident',
  /** Of the forms behind Deny, Break glass and Review. */
  reason: 'reason',
  verdict: 'verdict',
} as const;

/** `event_type` of the metadata on every message of ours. */
export const metadataEventType = 'middlewatch';
