import { expect, test } from "@jest/globals";
import { imageVersion } from "../../src/proof/versions.ts";

test.each<[image: string, version: number[] | undefined]>([
  ["prefecthq/prefect:3.6.5-python3.12", [3, 6, 5]],
  ["prefecthq/prefect:3-python3.11", [3]],
  ["prefecthq/prefect:3-latest", [3]],
  ["prefecthq/prefect:3.6.5", [3, 6, 5]],
  ["docker.io/prefecthq/prefect:3.6.5-python3.12@sha256:abc", [3, 6, 5]],
  ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/hub/prefecthq/prefect:3.6.5-python3.12", [3, 6, 5]],
  ["prefecthq/prefect-aws:0.7.5-python3.12-prefect3.6.20", [3, 6, 20]],
  // The version of prefect-aws, which is another matter.
  ["prefecthq/prefect-aws:0.7.12-python3.12", undefined],
  ["prefecthq/prefect-aws:latest", undefined],
  ["prefecthq/prefect:latest", undefined],
  ["registry.example.com/our/prefect:3.6.5", undefined],
  ["prefecthq/prefect@sha256:abc", undefined],
])("the tag of %s tells %j", (image, version) => {
  expect(imageVersion(image)).toEqual(version);
});
