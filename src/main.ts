import { readStepState, STEP_STATE } from "./step-state.ts";

/**
 * Entry of both of the action's steps. Each loads what it needs and no more: post follows every run, and has
 * something to do only after one that was killed. "Eager" keeps all in one file, where it waits to be called.
 */
if (readStepState(STEP_STATE.isPost) === "") {
  const { action } = await import(/* webpackMode: "eager" */ "./action.ts");
  await action();
} else if ([STEP_STATE.leftBehind, STEP_STATE.untoldStory].some((name) => readStepState(name) !== "")) {
  const { post } = await import(/* webpackMode: "eager" */ "./post.ts");
  await post();
}
