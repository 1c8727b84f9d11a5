import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import type { RunResult } from "../../../local/runner.ts";
import { formsOf } from "../../../src/report/secret-forms.ts";
import { stateBucket } from "./state-bucket.ts";
import type { Team } from "./team.ts";

/** Where any of the secrets is found, in any usual form, in anything that the runs wrote or left. */
export async function placesOf(
  secrets: readonly string[],
  team: Team,
  results: readonly RunResult[],
): Promise<string[]> {
  const forms = [...formsOf(secrets)];
  const texts: [place: string, text: string][] = [
    ...results.flatMap(
      ({ rawLog, summary, outputs, state, filesLeftByMain, filesLeft }): [string, string][] => [
        ["log", rawLog],
        ["summary", summary],
        ["outputs", JSON.stringify(outputs)],
        ["step state", JSON.stringify(state)],
        ...[...Object.entries(filesLeftByMain), ...Object.entries(filesLeft)].map(
          ([path, text]): [string, string] => [path, unpacked(text)],
        ),
      ],
    ),
    ...checkoutOf(team),
    ["comments", JSON.stringify(team.github.comments(team.repository, team.pullRequest))],
    ["commit statuses", JSON.stringify(statusesOf(team))],
    ["requests to GitHub", JSON.stringify(team.github.requests)],
    ...(await objectsOf(team)),
  ];
  return texts.filter(([, text]) => forms.some((form) => text.includes(form))).map(([place]) => place);
}

function statusesOf({ github, repository, commits }: Team) {
  return [...commits].flatMap((sha) => github.statuses(repository, sha));
}

/** Every version of every object in the state bucket: states, records, locks. */
async function objectsOf(team: Team): Promise<[key: string, text: string][]> {
  const s3 = new S3Client({ ...team.awsOptions, forcePathStyle: true });
  const Bucket = stateBucket(team);
  const versions = await s3.send(new ListObjectVersionsCommand({ Bucket })).catch((error: unknown) => {
    // Nobody made one, or it is somebody else's.
    const isNotOurs = error instanceof Error && ["NoSuchBucket", "AccessDenied"].includes(error.name);
    if (isNotOurs) return { Versions: [] };
    throw error;
  });
  return Promise.all(
    (versions.Versions ?? []).map(async ({ Key = "", VersionId }): Promise<[string, string]> => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
      return [Key, (await Body?.transformToString()) ?? ""];
    }),
  );
}

/** What the action leaves in the team's checkout. */
function checkoutOf({ workspace }: Team): [path: string, text: string][] {
  return readdirSync(workspace, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path): [string, string] => [path, readFileSync(path, "latin1")]);
}

/** Terraform saves a plan as a zip, which a run that was killed leaves behind for post. */
function unpacked(text: string): string {
  if (!text.startsWith("PK\x03\x04")) return text;
  const program =
    "import io, sys, zipfile\n" +
    "archive = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))\n" +
    "for name in archive.namelist(): sys.stdout.buffer.write(archive.read(name))";
  return execFileSync("python3", ["-c", program], {
    input: Buffer.from(text, "latin1"),
    encoding: "latin1",
    maxBuffer: 2 ** 30,
  });
}
