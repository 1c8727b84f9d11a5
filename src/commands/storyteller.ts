import { once } from "../once.ts";
import { setCommitStatus } from "../github/commit-status.ts";
import { writeStickyComment } from "../github/sticky-comment.ts";
import { renderComment } from "../report/comment.ts";
import { redactStory } from "../report/redaction.ts";
import { commitStatus } from "../report/status.ts";
import type { Story } from "../report/story.ts";
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
export type Facts = Pick<Story, "revision" | "plan" | "planNote" | "applied" | "template" | "orphans">;
export type Outcome = DistributiveOmit<Story, keyof Facts | keyof Subject | "at" | "history"> &
  Partial<Pick<Story, "plan">>;
type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

type StorytellerContext = Pick<Context, "github" | "secrets" | "now" | "rememberUntold">;

/** Tells one environment's story: to its pull requests as one comment each, and to its commit as a status. */
export class Storyteller {
  readonly #context: StorytellerContext;
  readonly #subject: Subject;
  readonly #pullRequests: Subject["pullRequests"];
  #facts: Facts = {};
  #commentUrl = "";

  constructor(context: StorytellerContext, subject: Subject) {
    this.#context = context;
    this.#subject = subject;
    this.#pullRequests = once(subject.pullRequests);
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

  /** The story up to now, redacted; told to nobody. */
  story(outcome: Outcome): Story {
    const { pullRequests: _listeners, ...subject } = this.#subject;
    // The parts are typed one by one; together they are a story, which the compiler cannot see in a union.
    const story = { ...subject, ...this.#facts, ...outcome, at: this.#context.now(), history: [] } as Story;
    return redactStory(story, this.#context.secrets);
  }

  /**
   * Tells what happened, side by side to all who hear of it. Of a beginning it leaves word, since whoever heard of
   * it waits for the end.
   * @throws GitHubError that names the missing permission when the token may not write
   */
  async tell(outcome: Outcome): Promise<void> {
    const { pullRequests: _listeners, ...subject } = this.#subject;
    const { deploymentName: deployment, environment, commit, links } = subject;
    const { github, rememberUntold } = this.#context;
    const story = this.story(outcome);
    const comment = async (number: number): Promise<void> => {
      const { url } = await writeStickyComment(github, number, { deployment, environment }, (history) =>
        renderComment({ ...story, history }),
      );
      this.#commentUrl = url;
    };
    const isBeginning = outcome.phase === "applying" || outcome.phase === "destroying";
    try {
      await allEnded([
        this.#pullRequests().then((numbers) => {
          if (isBeginning) rememberUntold({ ...subject, pullRequests: [...numbers] });
          return allEnded(numbers.map(comment));
        }),
        setCommitStatus(github, commit, environment, commitStatus(story), links.run),
      ]);
    } finally {
      // Only a kill before this leaves the word.
      if (!isBeginning) rememberUntold(undefined);
    }
  }
}

/** As `Promise.all`, but a failure is thrown when nothing goes on any more: the next story must not be overtaken. */
async function allEnded(promises: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(promises);
  await Promise.all(promises);
}
