import { checkSays, ecsSays, either } from "../evidence.ts";
import { REFERENCES } from "../references.ts";
import type { Row } from "../row.ts";

/** What keeps ECS from replacing the old tasks. */
export const DEPLOYMENT_ROWS = [
  {
    id: "deployment-protected-tasks",
    evidence: ecsSays(/number of protected tasks are more than the desired count/i),
    cause: "Old tasks protect themselves from being stopped, so that the deployment waits for them.",
    remedy:
      "Wait until their protection ends, or take it off: aws ecs update-task-protection --no-protection-enabled.",
    reference: REFERENCES.serviceEvents,
  },
  {
    id: "deployment-cannot-move",
    evidence: ecsSays(/because of the service deployment configuration/i),
    cause: "The deployment may neither stop an old task nor start a new one: its percentages leave no room.",
    remedy:
      "Remove what overrides sets for deployment_minimum_healthy_percent and deployment_maximum_percent of the service.",
    reference: REFERENCES.serviceEvents,
  },
  {
    id: "deployment-stuck",
    evidence: (symptoms) =>
      checkSays("ecs-deployment", /^0 of .*rollout IN_PROGRESS/, "unknown")(symptoms) === undefined
        ? undefined
        : checkSays("worker", /still to leave/, "unknown")(symptoms),
    cause: "The deployment has started none of its tasks, while old ones still run and may stand in its way.",
    remedy:
      "Stop them: aws ecs stop-task --cluster <cluster> --task <id>; a shorter worker.stop_timeout ends them sooner.",
    reference: REFERENCES.circuitBreaker,
    isLastResort: true,
  },
] as const satisfies readonly Row[];

/** What ECS did, when nothing tells why. */
export const ROLLBACK_ROWS = [
  {
    id: "circuit-breaker",
    evidence: either(
      ecsSays(
        /circuit breaker|rolling back to deployment|deployment failed: tasks failed to start|unable to consistently start tasks/i,
      ),
      checkSays("ecs-deployment", /ECS went back|Rollout FAILED/),
    ),
    cause:
      "ECS gave the deployment up, and went back if there was an earlier one, as its tasks did not stay up; none of them tells why.",
    remedy:
      "Look at the stopped tasks within the hour: aws ecs list-tasks --desired-status STOPPED, then aws ecs describe-tasks.",
    reference: REFERENCES.circuitBreaker,
    isLastResort: true,
  },
] as const satisfies readonly Row[];
