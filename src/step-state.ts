/** What main leaves for post in the step's state, by name. */
export const STEP_STATE = {
  /** "true" once main has begun. */
  isPost: "is-post",
  /** JSON of what a killed run leaves behind; empty once there is nothing. */
  leftBehind: "left-behind",
  /** JSON of what post has to tell in the place of a killed run; empty once that told its end. */
  untoldStory: "untold-story",
  /** "true" once main was asked to end, and has asked Terraform. */
  interrupted: "interrupted",
} as const;

/** What main saved under the name; empty where it saved nothing. As `core.getState`, without what that loads. */
export function readStepState(name: (typeof STEP_STATE)[keyof typeof STEP_STATE]): string {
  return process.env[`STATE_${name}`] ?? "";
}
