/** Characters of a reason that a person gives: it stands in one line of a message and of the record. */
export const longestReason = 500;
