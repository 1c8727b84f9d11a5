import { environmentByName, environmentOfBranch, type Environment } from "../config/environments.ts";
import { ephemeralEnvironment } from "../config/names.ts";
import type { WorkerFile } from "../config/worker-file.ts";
import { UserError } from "../errors.ts";
import type { GitHubEvent, PullRequestHead } from "../github/event.ts";
import type { CommandName } from "../inputs.ts";
import type { Settings } from "../settings.ts";

/** What a run is to do. */
export type Decision =
  | { readonly kind: "nothing"; readonly notice: string }
  | {
      readonly kind: DeployingCommand;
      readonly environment: Environment;
      readonly occasion: Occasion;
    }
  | { readonly kind: "destroy"; readonly target: DestroyTarget; readonly occasion: Occasion }
  | { readonly kind: "list" | "sweep" | "scheduled" };

type DeployingCommand = "plan" | "apply" | "verify" | "drift" | "status" | "export";

/** The commit and the pull request that hear of the outcome. */
export interface Occasion {
  /** For a pull request its head, not the merge commit that GitHub tests. */
  readonly commit: string;
  /** The branch whose merged or open pull requests hear of it, when no number is known. */
  readonly branch: string;
  readonly pullRequest?: number;
}

/** An environment by its name, as somebody asked for it, or all ephemeral ones of a branch that is done with. */
export type DestroyTarget =
  | { readonly by: "name"; readonly environment: string }
  /** A branch that was deleted may be there again by now; that of a closed pull request may have an open one. */
  | { readonly by: "branch"; readonly branch: string; readonly isDeleted: boolean };

type Facts = Pick<Settings, "command" | "environment"> & {
  readonly event: GitHubEvent;
  readonly sha: string;
  readonly refName: string;
  /** Reads the configuration file; called only where it is needed, for a teardown does without. */
  readonly workerFile: () => WorkerFile;
};

/**
 * Command and environment of a run, from the event and the inputs (README, "What each event does").
 * @throws UserError when an input names what does not exist, or names too little
 */
export function decide(facts: Facts): Decision {
  return facts.command === "auto" ? decideByEvent(facts) : decideByName(facts, facts.command);
}

function decideByEvent(facts: Facts): Decision {
  const { event } = facts;
  switch (event.kind) {
    case "pull_request":
      switch (event.action) {
        case "opened":
        case "synchronize":
        case "reopened":
          return deploy("plan", facts, deployedBranch(facts), occasionOf(facts));
        case "closed":
          if (event.head.isFork) return forkHasNone(event.head);
          return destroyBranch(
            event.defaultBranch,
            { branch: event.head.ref, isDeleted: false },
            occasionOf(facts),
          );
        default:
          return asksForNothing(`action ${event.action} of a pull request`);
      }
    case "push":
      if (event.isDeleted)
        return nothing(`${event.ref} was deleted; the event "delete" sees to its environment.`);
      if (event.refType === "tag") return nothing(`${event.ref} is a tag, which deploys nothing.`);
      return deploy("apply", facts, event.ref, { commit: event.sha, branch: event.ref });
    case "delete":
      if (event.refType === "tag") return nothing(`${event.ref} is a tag, which has no environment.`);
      return destroyBranch(
        event.defaultBranch,
        { branch: event.ref, isDeleted: true },
        { commit: facts.sha, branch: event.ref },
      );
    case "merge_group":
      return deploy("plan", facts, deployedBranch(facts), occasionOf(facts));
    case "schedule":
      return { kind: "scheduled" };
    default:
      return asksForNothing(`event ${event.name}`);
  }
}

function decideByName(facts: Facts, command: CommandName): Decision {
  const occasion = occasionOf(facts);
  switch (command) {
    case "list":
    case "sweep":
      return { kind: command };
    case "destroy":
      if (facts.environment !== "") {
        return { kind: "destroy", target: { by: "name", environment: facts.environment }, occasion };
      }
      throw new UserError(
        "invalid-input",
        'The input environment is "": the command destroy destroys only what is named. Name the environment.',
      );
    default:
      return facts.environment === ""
        ? deploy(command, facts, deployedBranch(facts), occasion)
        : deployNamed(command, facts, occasion);
  }
}

function deploy(kind: DeployingCommand, facts: Facts, branch: string, occasion: Occasion): Decision {
  const environment = environmentOfBranch(facts.workerFile(), branch);
  return environment === undefined
    ? nothing(`No environment of the configuration names the branch ${branch}.`)
    : { kind, environment, occasion };
}

/** The environment that the input names: of a pull request an ephemeral one is its own, that of its head. */
function deployNamed(kind: DeployingCommand, facts: Facts, occasion: Occasion): Decision {
  const { event, environment: name } = facts;
  const file = facts.workerFile();
  if (event.kind === "pull_request" && isEphemeralOf(event.head.ref, file, name)) {
    if (event.head.isFork) return forkHasNone(event.head);
    return { kind, environment: environmentByName(file, name, event.head.ref), occasion };
  }
  return { kind, environment: environmentByName(file, name, deployedBranch(facts)), occasion };
}

/** Whether a name, an entry's or in full, means a branch's ephemeral environment. */
function isEphemeralOf(branch: string, file: WorkerFile, name: string): boolean {
  return [...file.environments].some(
    ([key, { ephemeral }]) => ephemeral && [key, ephemeralEnvironment(key, branch)].includes(name),
  );
}

function destroyBranch(
  defaultBranch: string | undefined,
  target: Omit<Extract<DestroyTarget, { by: "branch" }>, "by">,
  occasion: Occasion,
): Decision {
  const { branch } = target;
  if (branch === defaultBranch) return nothing(`${branch} is the default branch, which no event tears down.`);
  return { kind: "destroy", target: { by: "branch", ...target }, occasion };
}

function occasionOf({ event, sha, refName }: Facts): Occasion {
  switch (event.kind) {
    case "pull_request":
      return { commit: event.head.sha, branch: event.head.ref, pullRequest: event.number };
    case "merge_group":
      return { commit: event.headSha, branch: event.baseRef };
    default:
      return { commit: sha, branch: refName };
  }
}

/** The branch that a run deploys: the one that is merged into, else the one that the run is on. */
function deployedBranch({ event, refName }: Facts): string {
  switch (event.kind) {
    case "pull_request":
      return event.base.ref;
    case "merge_group":
      return event.baseRef;
    default:
      return refName;
  }
}

/** A fork's branch may bear the name of one of ours. */
function forkHasNone({ ref }: PullRequestHead): Decision {
  return nothing(`The branch ${ref} belongs to a fork, which has no environment here.`);
}

function asksForNothing(what: string): Decision {
  return nothing(`The ${what} asks for nothing; name a command in the input command.`);
}

function nothing(notice: string): Decision {
  return { kind: "nothing", notice };
}
