import { control, type Control, type Element, list, resources } from "./control.ts";

/** What calls somebody. */
export const ALARMS: readonly Control[] = [
  control({
    ids: ["CloudWatch.15", "CloudWatch.17", "CKV_AWS_319"],
    title: "Every alarm tells somebody, when it begins and when it is over",
    how: "its actions are on, and go to the topic",
    of: (stack) => resources("aws_cloudwatch_metric_alarm")(stack).filter((alarm) => !scales(alarm)),
    holds: ({ actions_enabled, alarm_actions, ok_actions }) =>
      actions_enabled === true && list(alarm_actions).length > 0 && list(ok_actions).length > 0,
  }),
  control({
    ids: ["OPS08-BP04"],
    title: "Every alarm says what it means and what to do",
    how: "in its description, in whole sentences",
    of: resources("aws_cloudwatch_metric_alarm"),
    holds: ({ alarm_description }) => /^[A-Z].{100,}\.$/.test(String(alarm_description)),
  }),
];

/** Whether it tells the autoscaling, and nobody else. */
function scales({ alarm_actions }: Element): boolean {
  return JSON.stringify(alarm_actions).includes("aws_appautoscaling_policy.");
}
