/** The worker's container in its task, beside which there may be others. */
export const WORKER_CONTAINER = "worker";
