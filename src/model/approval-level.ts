/** How many people a plan needs besides who asked. `one-click`: none; the click of who asked is enough. */
export const approvalLevels = ['one-click', 'second-person', 'two-persons'] as const;
export type ApprovalLevel = (typeof approvalLevels)[number];

export const approvalCounts: Readonly<Record<ApprovalLevel, number>> = {
  'one-click': 0,
  'second-person': 1,
  'two-persons': 2,
};
