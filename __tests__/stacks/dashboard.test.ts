import { describe, expect, test } from "@jest/globals";
import { type Json, template } from "./assertions.ts";
import { alarmsConfig } from "./stack-config.ts";

interface Widget {
  readonly type: string;
  readonly properties: Json & { readonly title: string };
}

describe("the dashboard", () => {
  test("is not made unless it is wanted", () => {
    expect(template().addresses).not.toContain("aws_cloudwatch_dashboard.worker");
  });

  test("shows the alarms, the workers, their task events, and what they said last", () => {
    expect(widgets(true).map(({ type, properties }) => [type, properties.title])).toEqual([
      ["alarm", "Alarms"],
      ["metric", "Running workers"],
      ["metric", "CPU and memory of the workers (%)"],
      ["metric", "Task events that wait"],
      ["metric", "Task events that are lost"],
      ["log", "Last lines of the workers"],
    ]);
  });

  test("names every alarm that there is", () => {
    const stack = template({ alarms: alarmsConfig({ dashboard: true }) });
    const names = stack.addresses
      .filter((address) => address.startsWith("aws_cloudwatch_metric_alarm."))
      .map((address) => String(stack.element(address)["alarm_name"]));
    const shown = widgets(true)[0]?.properties["alarms"] as string[];
    expect(shown.sort()).toEqual(
      names.map((name) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`).sort(),
    );
  });

  test("does without alarms where there are none", () => {
    expect(widgets(false).map(({ type }) => type)).toEqual(["metric", "metric", "metric", "metric", "log"]);
  });

  test("reads the workers' streams, and not those of flow runs", () => {
    expect(widgets(true).at(-1)?.properties["query"]).toBe(
      "SOURCE '/prefect-ecs-worker/etl-production' | fields @timestamp, @message " +
        "| filter @logStream like /^worker\\// | sort @timestamp desc | limit 100",
    );
  });
});

function widgets(enabled: boolean): readonly Widget[] {
  const stack = template({ alarms: alarmsConfig({ dashboard: true, enabled }) });
  const body = stack.parsed("aws_cloudwatch_dashboard.worker", "dashboard_body");
  return (body as { readonly widgets: readonly Widget[] }).widgets;
}
