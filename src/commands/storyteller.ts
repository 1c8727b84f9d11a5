import { setCommitStatus } from "../github/commit-status.ts";
import { writeStickyComment } from "../github/sticky-comment.ts";
import { renderComment } from "../report/comment.ts";
import { redactStory } from "../report/redaction.ts";
import { commitStatus } from "../report/status.ts";
import type { Story, StoryEvent } from "../report/story.ts";
import type { Context } from "./context.ts";

/** The environment that a story is about, and who hears it. */
export interface Subject {
  readonly deploymentName: string;
  readonly environment: string;
  readonly workPool: string;
  readonly commit: string;
  readonly links: Story["links"];
  /** Numbers of the pull requests that get the comment; looked up once. */
  readonly pullRequests: () => Promise<readonly number[]>;
}

/** What becomes known in the course of a run; whatever is told later tells it, too. */
export type Facts = Pick<Story, "revision" | "plan" | "planNote" | "applied">;
export type Outcome = DistributiveOmit<Story, keyof Facts | keyof Subject | "at" | "history"> &
  Partial<Pick<Story, "plan">>;
type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

/** Tells one environment's story: to its pull requests as one comment each, and to its commit as a status. */
export class Storyteller {
  readonly #context: Pick<Context, "github" | "secrets" | "now">;
  readonly #subject: Subject;
  #pullRequests: Promise<readonly number[]> | undefined;
  #facts: Facts = {};
  #commentUrl = "";

  constructor(context: Pick<Context, "github" | "secrets" | "now">, subject: Subject) {
    this.#context = context;
    this.#subject = subject;
  }

  get facts(): Facts {
    return this.#facts;
  }

  /** Address of the comment that was written last; empty before the first and without a pull request. */
  get commentUrl(): string {
    return this.#commentUrl;
  }

  learn(facts: Facts): void {
    this.#facts = { ...this.#facts, ...facts };
  }

  /**
   * Tells what happened, side by side to all who hear of it.
   * @returns the story as it was told, redacted, for the job summary
   * @throws GitHubError that names the missing permission when the token may not write
   */
  async tell(outcome: Outcome): Promise<Story> {
    const { pullRequests, ...subject } = this.#subject;
    const story = redactStory(
      // The parts are typed one by one; together they are a story, which the compiler cannot see in a union.
      { ...subject, ...this.#facts, ...outcome, at: this.#context.now(), history: [] } as Story,
      this.#context.secrets,
    );
    const key = { deployment: subject.deploymentName, environment: subject.environment };
    const comment = async (number: number): Promise<readonly StoryEvent[]> => {
      let told: readonly StoryEvent[] = [];
      const { url } = await writeStickyComment(this.#context.github, number, key, (history) => {
        told = history;
        return renderComment({ ...story, history });
      });
      this.#commentUrl = url;
      return told;
    };
    const [histories] = await Promise.all([
      (this.#pullRequests ??= pullRequests()).then((numbers) => Promise.all(numbers.map(comment))),
      setCommitStatus(
        this.#context.github,
        subject.commit,
        subject.environment,
        commitStatus(story),
        subject.links.run,
      ),
    ]);
    return { ...story, history: histories[0] ?? [] };
  }
}
