/** Silence is a property with an end, not a state. `closed` = resolved for 24 h (config); the card keeps the word Resolved. */
export type IncidentState = 'firing' | 'acknowledged' | 'resolved' | 'closed';
