import { describe, expect, test } from "@jest/globals";
import { pinImages, type ResolvedImages } from "../../src/commands/images.ts";
import { environmentByName } from "../../src/config/environments.ts";
import { imagesOf } from "../../src/config/images.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import type { ImageResolution } from "../../src/registry/resolve-image.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;
const resolved = (name: string): ImageResolution => ({
  kind: "resolved",
  image: `${name}@${DIGEST}`,
  digest: DIGEST,
});
const unresolved = (refusal: "missing" | "refused" | "unanswered", why: string): ImageResolution => ({
  kind: "unresolved",
  refusal,
  why,
});

function environmentOf(sections: string) {
  const text = `name: etl
network: { subnet_ids: [subnet-0a] }
work_pool: { name: etl }
environments: { production: { branches: [main] } }
${sections}`;
  return environmentByName(parseWorkerFile(text, "f.yml"), "production", "main");
}

function pin(sections: string, resolutions: readonly ImageResolution[], last?: Record<string, string>) {
  const warnings: string[] = [];
  const log = {
    info: () => undefined,
    notice: () => undefined,
    warning: (line: string) => warnings.push(line),
    group: <T>(_: string, work: () => Promise<T>) => work(),
  };
  const environment = environmentOf(sections);
  const images: ResolvedImages = imagesOf(environment).map((image, index) => ({
    ...image,
    resolution: resolutions[index] ?? { kind: "pinned" },
  }));
  const { environment: pinned, ...told } = pinImages({ log }, environment, images, last);
  const { worker, flow_runs: flowRuns } = pinned.deployment;
  return { worker: worker.image, flowRuns: flowRuns.image, warnings, ...told };
}

const WORKER = "worker: { image: 'acme/worker:1' }";

describe("a tag that was resolved", () => {
  test("is replaced by its digest, for worker and flow runs, and is told to whoever reads the plan", () => {
    const sections = `${WORKER}\nflow_runs: { image: 'acme/flows:2' }`;
    expect(pin(sections, [resolved("acme/worker"), resolved("acme/flows")])).toEqual({
      worker: `acme/worker@${DIGEST}`,
      flowRuns: `acme/flows@${DIGEST}`,
      digests: { "acme/worker:1": `acme/worker@${DIGEST}`, "acme/flows:2": `acme/flows@${DIGEST}` },
      notes: [`The image acme/worker:1 is ${DIGEST} now.`, `The image acme/flows:2 is ${DIGEST} now.`],
      warnings: [],
    });
  });

  test("of both is told once", () => {
    const sections = `${WORKER}\nflow_runs: { image: 'acme/worker:1' }`;
    const { notes } = pin(sections, [resolved("acme/worker"), resolved("acme/worker")]);
    expect(notes).toEqual([`The image acme/worker:1 is ${DIGEST} now.`]);
  });

  test("leaves the flow runs' image to Prefect where none was given", () => {
    expect(pin(WORKER, [resolved("acme/worker")]).flowRuns).toBeUndefined();
  });
});

test("an image that has a digest stays as it is, and nothing is said", () => {
  const image = `acme/worker:1@${DIGEST}`;
  expect(pin(`worker: { image: '${image}' }`, [{ kind: "pinned" }])).toEqual({
    worker: image,
    flowRuns: undefined,
    digests: {},
    notes: [],
    warnings: [],
  });
});

describe("a tag that was not resolved is used as given, with a warning that says why and what it means:", () => {
  test.each<[refusal: Parameters<typeof unresolved>[0], why: string, says: string]>([
    [
      "unanswered",
      "Docker Hub answered 503",
      'worker.image is "acme/worker:1", and its tag was not resolved to a digest: Docker Hub answered 503. The tag ' +
        "is used as given: ECS looks up its image when it deploys, so that two deployments may run different ones, " +
        "and no plan shows that it moved. Run again, or name the digest in worker.image.",
    ],
    [
      "refused",
      "Amazon ECR refused ecr:DescribeImages (AccessDeniedException)",
      "Check the name, allow ecr:DescribeImages where the image is private in Amazon ECR, or name the digest in worker.image.",
    ],
    [
      "missing",
      "Docker Hub has no such image (404)",
      "The tag is used as given, and a task that is started with it will not find its image. Push the image, or correct worker.image.",
    ],
  ])("%s", (refusal, why, says) => {
    const { worker, digests, notes, warnings } = pin(WORKER, [unresolved(refusal, why)]);
    expect([worker, digests]).toEqual(["acme/worker:1", {}]);
    expect(warnings).toEqual([expect.stringContaining(says)]);
    expect(warnings).toEqual([expect.stringContaining(why)]);
    expect(notes).toEqual([
      `The image acme/worker:1 was not resolved to a digest, and is used as given: ${why}.`,
    ]);
  });

  test("that of flow runs in their own words", () => {
    const sections = `${WORKER}\nflow_runs: { image: 'acme/flows:2' }`;
    const { warnings } = pin(sections, [resolved("acme/worker"), unresolved("unanswered", "it slept")]);
    expect(warnings).toEqual([
      'flow_runs.image is "acme/flows:2", and its tag was not resolved to a digest: it slept. The tag is used as ' +
        "given: each flow run gets the image that it means then, and no plan shows that it moved. Run again, or " +
        "name the digest in flow_runs.image.",
    ]);
  });
});

describe("what was deployed last", () => {
  const last = { "acme/worker:1": `acme/worker@${DIGEST}` };

  test("stays where the registry did not answer, so that nothing changes for no reason", () => {
    const { worker, digests, notes, warnings } = pin(WORKER, [unresolved("unanswered", "it slept")], last);
    expect(notes).toEqual([
      `The image acme/worker:1 was not resolved to a digest, and stays acme/worker@${DIGEST}: it slept.`,
    ]);
    expect([worker, digests]).toEqual([`acme/worker@${DIGEST}`, last]);
    expect(warnings).toEqual([
      'worker.image is "acme/worker:1", and its tag was not resolved to a digest: it slept. The image that was ' +
        `deployed last stays, acme/worker@${DIGEST}: if the tag has moved since, this run does not see it. Run again.`,
    ]);
  });

  test.each(["missing", "refused"] as const)("does not stay where the registry answered: %s", (refusal) => {
    expect(pin(WORKER, [unresolved(refusal, "so it said")], last).worker).toBe("acme/worker:1");
  });

  test("does not stay under another tag", () => {
    const { worker } = pin(
      "worker: { image: 'acme/worker:2' }",
      [unresolved("unanswered", "it slept")],
      last,
    );
    expect(worker).toBe("acme/worker:2");
  });
});
