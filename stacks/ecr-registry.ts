/** A private registry of Amazon ECR. */
export interface EcrRegistry {
  readonly account: string;
  readonly region: string;
  /** `amazonaws.com`; China has one of its own. */
  readonly domain: string;
}

/** The registry at a host, the first part of an image's name; nothing when it is none of Amazon ECR's. */
export function ecrRegistry(host: string): EcrRegistry | undefined {
  const { account, region, domain } = HOST.exec(host)?.groups ?? {};
  if (account === undefined || region === undefined || domain === undefined) return undefined;
  return { account, region, domain };
}

const HOST = /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.(?<domain>amazonaws\.com(\.cn)?)$/;
