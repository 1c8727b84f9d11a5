import type { GitHubEvent } from "../../local/github/event.ts";
import type { CommitStatus } from "../../local/github/resources.ts";
import type { RunResult } from "../../local/runner.ts";
import type { Chronicle, PullRequestFacts, Step, StickyComment } from "./chronicle.ts";
import { watchComments } from "./comment-watch.ts";
import type { FlowRun } from "./flow-run.ts";
import { prove } from "./proof.ts";
import type { Stage } from "./stage.ts";
import type { Terminal } from "./terminal.ts";
import { headlineOf, seconds, STATUS_ICONS, timeOfDay } from "./words.ts";

/** Lets the story happen, shows it while it does, and writes it down. */
export interface Narrator {
  readonly chronicle: Chronicle;
  /** Everything that the runs have written anywhere, unmasked. */
  readonly written: readonly string[];
  /** What follows belongs to this, until the next step. */
  readonly step: (title: string, explanation: string) => void;
  /** Plays a workflow run. @throws Error when it fails */
  readonly run: (event: GitHubEvent) => Promise<RunResult>;
  readonly flowRun: (flowRun: FlowRun) => void;
  readonly pool: (pool: Step["pools"][number]) => void;
  readonly prove: (claim: string, check: () => string | Promise<string>) => Promise<void>;
  readonly end: () => void;
}

export function createNarrator(stage: Stage, terminal: Terminal, pullRequest: PullRequestFacts): Narrator {
  const { github } = stage.world;
  const { repository, number } = pullRequest;
  const steps: OpenStep[] = [];
  const written: string[] = [];
  const commits = new Set<string>();
  let watch: ReturnType<typeof watchComments> | undefined;

  const current = (): OpenStep => {
    const step = steps.at(-1);
    if (step === undefined) throw new Error("The story has no step yet: begin with `step`.");
    return step;
  };
  const statuses = (): CommitStatus[] => [...commits].flatMap((sha) => github.statuses(repository, sha));

  return {
    chronicle: {
      pullRequest,
      startedAt: new Date(),
      steps,
      get comments() {
        return watch?.comments ?? [];
      },
    },
    written,
    step: (title, explanation) => {
      steps.push({
        ...{ title, explanation, at: new Date() },
        ...{ runs: [], flowRuns: [], pools: [], proofs: [] },
      });
      terminal.heading(title, explanation);
    },
    run: async (event) => {
      const at = new Date();
      for (const sha of commitsOf(event)) commits.add(sha);
      // GitHub knows the pull request from here on, and takes comments.
      const running = stage.play(event);
      watch ??= watchComments(github, repository, number, ({ environment }, { body }) => {
        terminal.aside(`💬 #${number}, ${environment}: ${headlineOf(body)}`);
      });
      const before = new Set(statuses());
      const told = new Map(watch.comments.map(({ id, versions }) => [id, versions.length]));
      const result = await running;
      watch.look();

      const set = statuses().filter((status) => !before.has(status));
      const { command = "", environment = "" } = result.outputs;
      const run = {
        ...{ event: nameOf(event), command, environment, at },
        seconds: result.durationMs / 1000,
        hasSucceeded: result.exitCode === 0 && (result.post?.exitCode ?? 0) === 0,
        statuses: set,
        summary: result.summary,
        log: result.log,
      };
      current().runs.push(run);
      written.push(result.rawLog, result.summary, JSON.stringify([result.outputs, result.state, set]));
      for (const comment of watch.comments) {
        if (comment.versions.length > (told.get(comment.id) ?? 0)) show(terminal, number, comment);
      }
      for (const { state, context, description } of set.slice(-1)) {
        terminal.aside(`${STATUS_ICONS[state]} commit status ${context}: ${description ?? ""}`);
      }
      terminal.aside(
        `${run.hasSucceeded ? "✅" : "❌"} ${run.event} → ${command} took ${seconds(run.seconds)}`,
      );
      if (!run.hasSucceeded) {
        throw new Error(
          `The workflow run of ${run.event} failed: ${result.annotations.at(-1)?.message ?? "see its log"}`,
        );
      }
      return result;
    },
    flowRun: (flowRun) => {
      current().flowRuns.push(flowRun);
      for (const { timestamp, name } of flowRun.states) terminal.aside(`${timeOfDay(timestamp)}  ${name}`);
      terminal.aside(`as ECS task ${flowRun.taskArn}`);
    },
    pool: (pool) => {
      current().pools.push(pool);
    },
    prove: async (claim, check) => {
      const proof = await prove(claim, check);
      current().proofs.push(proof);
      terminal.proof(proof);
    },
    end: () => {
      watch?.stop();
    },
  };
}

/** A step while it is written. */
type OpenStep = {
  readonly [Key in keyof Step]: Step[Key] extends readonly (infer Item)[] ? Item[] : Step[Key];
};

/** `GITHUB_SHA`, and for a pull request its head, which the statuses are set on. */
function commitsOf(event: GitHubEvent): string[] {
  return event.name === "pull_request" ? [event.sha, event.payload.pull_request.head.sha] : [event.sha];
}

function nameOf(event: GitHubEvent): string {
  return event.name === "pull_request" ? `pull_request ${event.payload.action}` : event.name;
}

function show(terminal: Terminal, number: number, { author, environment, versions }: StickyComment): void {
  const latest = versions.at(-1);
  if (latest !== undefined) terminal.comment(`${author} on #${number} · ${environment}`, latest.body);
}
