import { describe, expect, test } from "@jest/globals";
import {
  fillMarkers,
  presetTable,
  quoted,
  readmeTables,
  type ObjectSchema,
} from "../../scripts/readme-tables.ts";

describe("the tables of inputs and outputs", () => {
  test("show names, defaults, what is required and descriptions, and keep a bar inside its cell", () => {
    const { inputs, outputs } = readmeTables({
      action: {
        inputs: {
          command: { description: "What to do: a | b.\n", default: "auto" },
          url: { description: "An address.", required: true },
          token: { description: "A token.", default: "" },
        },
        outputs: { changed: { description: "Whether." } },
      },
      configuration: { properties: {} },
    });
    expect(rows(inputs)).toEqual([
      "| input | default | meaning |",
      "| `command` | `auto` | What to do: a \\| b. |",
      "| `url` | required | An address. |",
      "| `token` | | A token. |",
    ]);
    expect(rows(outputs)).toEqual(["| output | meaning |", "| `changed` | Whether. |"]);
  });
});

describe("the table of the configuration", () => {
  const keys = (configuration: ObjectSchema) =>
    rows(readmeTables({ action: { inputs: {}, outputs: {} }, configuration })["configuration"]).slice(1);

  test("has a row for each key of a section, and none for the section", () => {
    const worker = { properties: { count: { type: "integer", default: 1, description: "How many." } } };
    expect(keys({ properties: { worker } })).toEqual(["| `worker.count` | integer | `1` | How many. |"]);
  });

  test("has rows for the keys of the mappings in a list", () => {
    const item = { properties: { cron: { type: "string", description: "When." } }, required: ["cron"] };
    const scaling = { properties: { schedule: { type: "array", items: { type: "object", ...item } } } };
    expect(keys({ properties: { scaling } })).toEqual([
      "| `scaling.schedule` | list of mappings | | |",
      "| `scaling.schedule[].cron` | string | required in each | When. |",
    ]);
  });

  test("says what is required, at any depth, and with what where that may be left out", () => {
    const inner = { properties: { name: { type: "string", description: "Its name." } }, required: ["name"] };
    const name = { type: "string", description: "First." };
    const worker = { properties: { ec2: inner } };
    expect(
      keys({ properties: { name, pool: inner, scaling: inner, worker }, required: ["name", "pool"] }),
    ).toEqual([
      "| `name` | string | required | First. |",
      "| `pool.name` | string | required | Its name. |",
      "| `scaling.name` | string | required with `scaling` | Its name. |",
      "| `worker.ec2.name` | string | required with `worker.ec2` | Its name. |",
    ]);
  });

  test("lists many allowed values behind the meaning, and few as the type", () => {
    const days = { type: "number", enum: [1, 3, 5, 7, 14, 30], description: "How long." };
    const endpoints = {
      type: "array",
      items: { type: "string", enum: ["a", "b", "c", "d", "e", "f"] },
      description: "Which.",
    };
    const nat = { type: "string", enum: ["none", "single"], description: "NAT." };
    expect(keys({ properties: { net: { properties: { days, endpoints, nat } } } })).toEqual([
      "| `net.days` | number | | How long. Allowed: `1`, `3`, `5`, `7`, `14`, `30`. |",
      "| `net.endpoints` | list of strings | | Which. Allowed: `a`, `b`, `c`, `d`, `e`, `f`. |",
      "| `net.nat` | `none`, `single` | | NAT. |",
    ]);
  });

  test.each([
    ["the few values that are allowed", { type: "string", enum: ["A", "B"] }, "`A`, `B`"],
    ["only the type of many values", { type: "number", enum: [1, 2, 3, 4, 5, 6] }, "number"],
    ["the type of values that have none of their own", { enum: [1, 2, 3, 4, 5, 6] }, "number"],
    ["what a list holds", { type: "array", items: { type: "string" } }, "list of strings"],
    [
      "what a mapping holds",
      { type: "object", additionalProperties: { type: "string" } },
      "mapping to strings",
    ],
    [
      "mappings that may hold anything",
      { type: "object", additionalProperties: { type: "object", additionalProperties: {} } },
      "mapping to mappings",
    ],
    ["each of several types", { type: ["number", "string"] }, "number or string"],
  ])("names as type %s", (_, property, type) => {
    expect(keys({ properties: { key: property } })).toEqual([
      expect.stringContaining(`| \`key\` | ${type} | |`),
    ]);
  });

  test("lists what only an environment has, and leaves out what it overrides", () => {
    const tags = { type: "string" };
    const environments = {
      additionalProperties: { properties: { tags, ttl: { type: "string" } }, required: ["ttl"] },
    };
    expect(keys({ properties: { tags, environments } })).toEqual([
      "| `tags` | string | | |",
      "| `environments.<name>.ttl` | string | required | |",
    ]);
  });
});

describe("filling the markers", () => {
  const filled = "before\n<!-- inputs:start -->\n\nnew\n\n<!-- inputs:end -->\nafter";

  test.each([
    ["an empty place", "before\n<!-- inputs:start --><!-- inputs:end -->\nafter"],
    ["a former table", filled.replace("new", "old\ntable")],
    ["the same table, without a change", filled],
  ])("fills %s", (_, text) => {
    expect(fillMarkers(text, { inputs: "new" })).toBe(filled);
  });

  test("takes the table literally", () => {
    expect(fillMarkers("<!-- a:start --><!-- a:end -->", { a: "$& $1" })).toContain("\n$& $1\n");
  });

  test.each(["<!-- inputs:start -->", "<!-- inputs:end -->", "<!-- inputs:end --> <!-- inputs:start -->"])(
    "refuses a text that has only %s",
    (text) => {
      expect(() => fillMarkers(text, { inputs: "new" })).toThrow("The part inputs has no place");
    },
  );
});

test("a quoted comment has neither its header nor alerts, which show only at the top level", () => {
  const comment = "<!-- tool {} -->\n\n## It failed\n\n> [!CAUTION]\n> Look here.\n";
  expect(quoted(comment)).toBe("> ## It failed\n> \n> > Look here.");
});

test("the table of presets has a row for each key that one sets", () => {
  const presets = { small: { logs: { retention_days: 7 }, alarms: { email: ["a@example.com"] } } };
  expect(rows(presetTable(presets)).slice(1)).toEqual([
    "| `small` | `logs.retention_days` | `7` |",
    '| `small` | `alarms.email` | `["a@example.com"]` |',
  ]);
});

/** The rows of a table, without the second, which only aligns, and with single spaces. */
function rows(table = ""): string[] {
  const lines = table.split("\n").map((line) => line.replaceAll(/ +/g, " "));
  return lines.filter((_, index) => index !== 1);
}
