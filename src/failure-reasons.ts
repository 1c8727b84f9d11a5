/**
 * What the output `failure-reason` may say beside the causes of `src/diagnosis`, in the order in which a run meets it,
 * and what each means. A name that was released once stays, as workflows compare with it.
 */
export const FAILURE_REASONS = {
  "not-on-a-runner": "An environment variable that GitHub Actions sets is missing.",
  "invalid-input":
    "An input of the action is not what is allowed, or the command `destroy` was given no environment.",
  "aws-region": "`AWS_REGION` is not set, or is no region of AWS.",
  "unexpected-event": "The payload of the event does not have the form that GitHub gives it.",
  "configuration-missing": "The file that the input `config` names is not in the checkout.",
  "invalid-configuration":
    "The configuration has a mistake; the message tells its line and column, or its key.",
  "unknown-environment": "The input `environment` names what the configuration has no entry for.",
  "ambiguous-environment":
    "Environments of several configurations of the repository have the name that `destroy` was given.",
  "environment-not-configured":
    "An environment is deployed of which the configuration has no entry any more, as `drift` found.",
  "not-deployed": "There is nothing to `verify`, or nothing that `drift` could compare with.",
  "other-prefect": "The environment was deployed with another address than that in `prefect-api-url`.",
  "aws-credentials-missing": "There are no credentials of AWS.",
  "aws-credentials-refused": "AWS does not accept the credentials.",
  "aws-credentials-expired": "The credentials of AWS ended before the run did.",
  "aws-unreachable": "AWS gave no answer.",
  "aws-refused": "AWS refused a request, mostly as the role lacks a permission.",
  "name-taken":
    "The service is in ECS and was not deployed from this repository: another one has the same `name`.",
  "cluster-unusable":
    "The cluster in `cluster.existing` is missing, inactive or without a capacity provider.",
  "prefect-refused": "Prefect refused a request, and no known cause explains why.",
  "prefect-unexpected-answer": "What answered at `prefect-api-url` does not answer as Prefect 3 does.",
  "github-unreachable": "GitHub's API gave no answer.",
  "github-unauthorized": "GitHub does not accept the input `github-token`.",
  "github-permission-missing": "The workflow's `permissions` lack one, which the message names.",
  "github-not-found": "GitHub does not know what was asked for, or does not show it to this token.",
  "github-rate-limited": "GitHub was asked too often.",
  "github-refused": "GitHub refused a request for another reason, which the message tells.",
  "state-bucket-not-versioned": "The bucket that the input `state-bucket` names keeps no versions.",
  "state-bucket-refused": "The state bucket is of another account or region, or the role may not see it.",
  "environment-record-not-understood":
    "The record beside an environment's state is broken, or of a newer version of the action.",
  "terraform-not-found": "No release of Terraform fits the input `terraform-version` and this machine.",
  "terraform-download-failed": "The download of Terraform broke off, or its server gave no answer.",
  "terraform-download-refused": "What was downloaded is not what its publisher's checksums say.",
  "terraform-not-started": "The operating system did not start Terraform.",
  "terraform-not-understood": "Terraform answered in a form that this action does not know.",
  "terraform-refused":
    "What the configuration names is not as it must be in AWS, such as subnets of two VPCs.",
  "terraform-failed": "A command of Terraform failed; the message holds its first error.",
  "terraform-interrupted": "Terraform was interrupted; the output says `cancelled` then.",
  "state-locked": "Another run holds the environment's state, or one that died has left its lock.",
  "state-not-saved": "The state bucket did not take the state; the message tells where it lies now.",
  "state-lock-not-understood": "The lock of the state is not as Terraform writes it.",
  "credential-exposed":
    "Flow runs of this work pool would show Prefect's credential in their task definitions.",
  "work-pool-made-meanwhile": "Somebody else made the work pool while this run was about to.",
  "work-pool-template": "The worker did not fill in the base job template of its work pool.",
  "worker-not-registered": "The proof failed before its flow run, and no known cause explains why.",
  "smoke-run-failed": "The flow run of the proof did not go through, and no known cause explains why.",
  "tasks-not-stopped": "Tasks that a teardown has stopped did not end; nothing was deleted yet.",
  "deployed-anew": "A push deployed the environment while it was torn down; the rest of it stays.",
  "task-definition-not-deleted": "A teardown could not delete a task definition.",
  "state-not-removed": "A teardown could not remove the environment's objects from the state bucket.",
  drift: "An environment differs from its configuration.",
  cancelled: "The run was cancelled.",
  "internal-error": "A bug of this action; please report it with the stack in the log.",
} as const satisfies Readonly<Record<string, string>>;
