import { ecsSays, either, workerSays } from "../evidence.ts";
import { REFERENCES } from "../references.ts";
import { HOST, IMAGE, type Row } from "../row.ts";

const names = { image: IMAGE, host: HOST };
const reference = REFERENCES.cannotPull;

/** Why the image of a task was not pulled, each row narrower than the ones below it. */
export const IMAGE_ROWS = [
  {
    id: "image-rate-limited",
    evidence: ecsSays(/CannotPull.*(toomanyrequests|Too Many Requests|pull rate limit)/is),
    names,
    cause:
      "The registry lets nobody at this address pull more images for now: its pull rate limit is used up.",
    remedy:
      "Wait and run again, or copy the image to Amazon ECR (a pull-through cache will do) and name that copy in worker.image.",
    reference,
  },
  {
    id: "image-architecture",
    evidence: either(
      ecsSays(
        /does not contain descriptor matching platform|no match(ing manifest)? for (linux\/|platform)|exec format error/i,
      ),
      workerSays(/exec format error/i),
    ),
    names: { platform: /(?:platform|for) ['"]?(linux\/\w+)/ },
    cause:
      "The image was not built for the processor that the task runs on ({platform|that of worker.architecture}).",
    remedy:
      "Set worker.architecture to the image's (X86_64 or ARM64), or build it for both: docker buildx build --platform linux/amd64,linux/arm64.",
    reference: REFERENCES.architecture,
  },
  {
    id: "registry-name-not-resolved",
    evidence: ecsSays(/(CannotPull|registry auth).*(no such host|server misbehaving|name resolution)/is),
    names,
    cause: "The task cannot resolve the name of the image's registry ({host|see below}).",
    remedy:
      "Turn on DNS resolution and DNS host names of the VPC whose subnets network.subnet_ids names, and check the registry's name in worker.image.",
    reference: REFERENCES.connectivity,
  },
  {
    id: "registry-unreachable",
    evidence: ecsSays(
      /(CannotPull|registry auth|ecr).*(i\/o timeout|connection issue between the task and Amazon ECR|check your (task )?network configuration|request canceled|context (canceled|deadline exceeded)|no route to host|connection refused|network is unreachable)/is,
    ),
    names,
    cause: "The task has no way to the image's registry ({host|see below}).",
    remedy:
      "Give the subnets in network.subnet_ids a route out: a NAT gateway, or network.assign_public_ip: true in public subnets, " +
      "or endpoints for ecr.api, ecr.dkr and S3; and let the security groups in network.security_group_ids and network.egress_cidrs pass port 443.",
    reference: REFERENCES.connectivity,
  },
  {
    id: "registry-auth-denied",
    evidence: ecsSays(/registry auth.*not authorized to perform: ecr:/is),
    names: { role: /assumed-role\/([\w+=,.@-]+)\// },
    cause: "The role that ECS starts the task with ({role|the execution role}) may not log in to Amazon ECR.",
    remedy:
      "Run apply again so that Terraform restores the made role's policy; a permissions boundary in worker.permissions_boundary must allow ecr:GetAuthorizationToken.",
    reference: REFERENCES.secretsKnowledge,
  },
  {
    id: "image-access-denied",
    evidence: ecsSays(
      /CannotPull.*(pull access denied|403 Forbidden|401 Unauthorized|no basic auth credentials|authorization failed|not authorized to perform: ecr:|Check that the role .*has the permissions to pull)/is,
    ),
    names,
    cause:
      "The registry does not give out the image {image|in worker.image}: it is private, or it does not exist.",
    remedy:
      "Check the name in worker.image. An image in another account's Amazon ECR needs a repository policy that admits the task's execution role; a private one elsewhere has to be copied to Amazon ECR.",
    reference,
  },
  {
    id: "image-not-found",
    evidence: ecsSays(
      /CannotPull\w*.*(not found|manifest unknown|does not exist|NoSuchImage|name unknown)/is,
    ),
    names,
    cause: "The container image does not exist in its registry.",
    remedy: "Check the name and the tag in worker.image ({image|as the registry knows them}).",
    reference,
  },
  {
    id: "image-too-large",
    evidence: ecsSays(/CannotPull.*no space left on device/is),
    names,
    cause: "The image does not fit on the task's disk.",
    remedy:
      "Name a smaller image in worker.image; on instances of your own, free their disks: docker system prune.",
    reference,
  },
  {
    id: "image-not-pulled",
    evidence: ecsSays(/CannotPull\w*Error/),
    names,
    cause:
      "The container image could not be pulled, and the registry's answer names no reason that is known here.",
    remedy: "Read the answer below, and try it elsewhere: docker pull the image that worker.image names.",
    reference,
    isLastResort: true,
  },
] as const satisfies readonly Row[];
