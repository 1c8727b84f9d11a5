/** Environment variables of the worker that the task definition sets; a user's `worker.env` may not. */
export const RESERVED_ENV: readonly string[] = [
  "HOME",
  "PREFECT_HOME",
  "PREFECT_API_URL",
  "PREFECT_API_KEY",
  "PREFECT_API_AUTH_STRING",
  "PREFECT_ECS_WORKER_NAME",
  "PREFECT_ECS_WORKER_POOL",
  "PREFECT_ECS_WORKER_QUEUES",
  "PREFECT_INTEGRATIONS_AWS_ECS_OBSERVER_SQS_QUEUE_NAME",
  "PREFECT_INTEGRATIONS_AWS_ECS_OBSERVER_SQS_QUEUE_REGION",
];
