import {
  type DeleteMarkerEntry,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectIdentifier,
  type ObjectVersion,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { OutsideError } from "../errors.ts";
import { type EnvironmentRecord, parseEnvironmentRecord } from "./environment-record.ts";
import { type EnvironmentName, environmentPrefix, lockKey, recordFile, recordKey } from "./state-key.ts";
import { parseStateLock, type StateLock } from "./state-lock.ts";

export interface EnvironmentStoreOptions {
  readonly s3: S3Client;
  readonly bucket: string;
  /** The account that must own the bucket. */
  readonly account: string;
}

/** What lies in the state bucket beside the states: the environments' records and locks. */
export class EnvironmentStore {
  readonly #s3: S3Client;
  readonly #owned: { readonly Bucket: string; readonly ExpectedBucketOwner: string };

  constructor({ s3, bucket, account }: EnvironmentStoreOptions) {
    this.#s3 = s3;
    this.#owned = { Bucket: bucket, ExpectedBucketOwner: account };
  }

  async read(environment: EnvironmentName): Promise<EnvironmentRecord | undefined> {
    return this.#readRecord(recordKey(environment));
  }

  async write(record: EnvironmentRecord): Promise<void> {
    await this.#s3.send(
      new PutObjectCommand({
        ...this.#owned,
        Key: recordKey(record),
        Body: `${JSON.stringify(record, undefined, 2)}\n`,
        ContentType: "application/json",
      }),
    );
  }

  /** The records below a prefix such as `owner/repo/`, ordered by key. */
  async list(prefix: string): Promise<readonly EnvironmentRecord[]> {
    const keys: string[] = [];
    for await (const page of paginateListObjectsV2(
      { client: this.#s3 },
      { ...this.#owned, Prefix: prefix },
    )) {
      for (const { Key } of page.Contents ?? []) if (Key?.endsWith(`/${recordFile}`)) keys.push(Key);
    }
    const records = await Promise.all(keys.map((key) => this.#readRecord(key)));
    // One that another run has removed since the listing is simply not there.
    return records.filter((record) => record !== undefined);
  }

  /** The lock on the environment's state, if anybody holds it. */
  async readLock(environment: EnvironmentName): Promise<StateLock | undefined> {
    const text = await this.#readText(lockKey(environment));
    return text === undefined ? undefined : parseStateLock(text);
  }

  /** What `terraform force-unlock` does to a lock file. */
  async removeLock(environment: EnvironmentName): Promise<void> {
    await this.#s3.send(new DeleteObjectCommand({ ...this.#owned, Key: lockKey(environment) }));
  }

  /**
   * Removes every version and delete marker of an environment's objects: state, lock and, as the last,
   * the record, by which a removal that was cut off is found again.
   */
  async removeAll(environment: EnvironmentName): Promise<void> {
    const prefix = environmentPrefix(environment);
    const record = recordKey(environment);
    await this.#removeVersions(prefix, (key) => key !== record);
    await this.#removeVersions(record, (key) => key === record);
  }

  async #readRecord(key: string): Promise<EnvironmentRecord | undefined> {
    const text = await this.#readText(key);
    return text === undefined ? undefined : parseEnvironmentRecord(text, key);
  }

  async #readText(key: string): Promise<string | undefined> {
    try {
      const { Body } = await this.#s3.send(new GetObjectCommand({ ...this.#owned, Key: key }));
      return await Body?.transformToString();
    } catch (cause) {
      if (cause instanceof S3ServiceException && cause.name === "NoSuchKey") return undefined;
      throw cause;
    }
  }

  async #removeVersions(prefix: string, isMeant: (key: string) => boolean): Promise<void> {
    for await (const versions of this.#versionPages(prefix)) {
      const objects = versions.flatMap(({ Key, VersionId }) =>
        Key !== undefined && VersionId !== undefined && isMeant(Key) ? [{ Key, VersionId }] : [],
      );
      if (objects.length > 0) await this.#delete(objects);
    }
  }

  /** Versions and delete markers; the SDK has a paginator for objects, but none for these. */
  async *#versionPages(prefix: string): AsyncGenerator<readonly (ObjectVersion | DeleteMarkerEntry)[]> {
    let next: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | undefined = {};
    while (next !== undefined) {
      const page: ListObjectVersionsCommandOutput = await this.#s3.send(
        new ListObjectVersionsCommand({ ...this.#owned, Prefix: prefix, ...next }),
      );
      yield [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      next =
        IsTruncated && KeyMarker !== undefined
          ? { KeyMarker, ...(VersionIdMarker === undefined ? {} : { VersionIdMarker }) }
          : undefined;
    }
  }

  /** At most 1000 objects, as many as a page of a listing holds. */
  async #delete(objects: ObjectIdentifier[]): Promise<void> {
    const { Errors = [] } = await this.#s3.send(
      new DeleteObjectsCommand({ ...this.#owned, Delete: { Objects: objects, Quiet: true } }),
    );
    const [first] = Errors;
    if (first === undefined) return;
    throw new OutsideError(
      "state-not-removed",
      `${Errors.length} objects were not removed from ${this.#owned.Bucket}, the first being ${first.Key}: ` +
        `${first.Code} ${first.Message}. Allow s3:DeleteObjectVersion on them and run again.`,
    );
  }
}
