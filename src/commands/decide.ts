import { environmentByName, environmentOfBranch, type Environment } from "../config/environments.ts";
import type { WorkerFile } from "../config/worker-file.ts";
import { UserError } from "../errors.ts";
import type { GitHubEvent } from "../github/event.ts";
import type { CommandName } from "../inputs.ts";
import type { Settings } from "../settings.ts";

/** What a run is to do. */
export type Decision =
  | { readonly kind: "nothing"; readonly notice: string }
  | {
      readonly kind: "plan" | "apply" | "verify" | "drift" | "status" | "export";
      readonly environment: Environment;
      readonly occasion: Occasion;
    }
  | { readonly kind: "destroy"; readonly target: DestroyTarget; readonly occasion: Occasion }
  | { readonly kind: "list" | "sweep" | "scheduled" };

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
  /** A branch that was deleted may be there again by now; that of a closed pull request may stay. */
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
    case "pull_request": {
      const { head, base, number } = event;
      const occasion: Occasion = { commit: head.sha, branch: head.ref, pullRequest: number };
      if (event.action !== "closed") return deploy("plan", facts, base.ref, occasion);
      // A fork's branch may bear the name of one of ours.
      if (head.isFork)
        return nothing(`The branch ${head.ref} belongs to a fork, which has no environment here.`);
      return destroyBranch(event.defaultBranch, { branch: head.ref, isDeleted: false }, occasion);
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
      return deploy("plan", facts, event.baseRef, { commit: event.headSha, branch: event.baseRef });
    case "schedule":
      return { kind: "scheduled" };
    default:
      return nothing(`The event ${event.name} asks for nothing; name a command in the input command.`);
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
    default: {
      if (facts.environment === "") return deploy(command, facts, deployedBranch(facts), occasion);
      const environment = environmentByName(facts.workerFile(), facts.environment, deployedBranch(facts));
      return { kind: command, environment, occasion };
    }
  }
}

function deploy(
  kind: "plan" | "apply" | "verify" | "drift" | "status" | "export",
  facts: Facts,
  branch: string,
  occasion: Occasion,
): Decision {
  const environment = environmentOfBranch(facts.workerFile(), branch);
  return environment === undefined
    ? nothing(`No environment of the configuration names the branch ${branch}.`)
    : { kind, environment, occasion };
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

function occasionOf(facts: Facts): Occasion {
  const { event } = facts;
  return event.kind === "pull_request"
    ? { commit: event.head.sha, branch: event.head.ref, pullRequest: event.number }
    : { commit: facts.sha, branch: facts.refName };
}

/** The branch that a named command deploys: a pull request's base, else the branch that the run is on. */
function deployedBranch({ event, refName }: Facts): string {
  return event.kind === "pull_request" ? event.base.ref : refName;
}

function nothing(notice: string): Decision {
  return { kind: "nothing", notice };
}
