/** Polls in a row that a worker may miss before it counts as idle. */
export const MISSED_POLLS = 3;
