/** Blocks of one zone's subnets. */
export interface ZoneBlocks {
  readonly private: string;
  readonly public: string;
}

/**
 * Splits a VPC's block for up to three zones: a quarter for each zone's private subnet, and a sixteenth from
 * the last quarter for its public one, which holds a NAT gateway and nothing else. The split is the same for
 * two zones and for three, so that a zone can be added. The smallest VPC, a /24, has private subnets of /26
 * and public ones of /28, the least that AWS allows (VPC User Guide, "Subnet sizing").
 */
export function zoneBlocks(vpc: string): readonly ZoneBlocks[] {
  const block = parseIPv4Block(vpc);
  if (block === undefined) throw new Error(`WorkerStackConfig.network.cidr is no IPv4 block: ${vpc}`);
  return [0, 1, 2].map((zone) => ({ private: part(block, 2, zone), public: part(block, 4, 12 + zone) }));
}

export interface IPv4Block {
  /** The first address as an unsigned number of 32 bits. */
  readonly address: number;
  /** Length of the prefix: 0 to 32. */
  readonly prefix: number;
}

/** Reads `10.0.0.0/16`; nothing for what is written otherwise or begins within its own block (`10.0.0.1/16`). */
export function parseIPv4Block(text: string): IPv4Block | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [prefix = 0, ...octets] = [parts[4], ...parts.slice(0, 4)].map((part) => part ?? 0);
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const block = { address, prefix };
  // Written again it must be the same text: this refuses 300.0.0.0 and 010.0.0.0, too.
  const isCanonical = prefix <= 32 && address % sizeOf(block) === 0 && format(block) === text;
  return isCanonical ? block : undefined;
}

export function sizeOf({ prefix }: Pick<IPv4Block, "prefix">): number {
  return 2 ** (32 - prefix);
}

/** The part with this index of a block that is split into 2^bits equal ones: Terraform's `cidrsubnet`. */
function part({ address, prefix }: IPv4Block, bits: number, index: number): string {
  const smaller = prefix + bits;
  return format({ address: address + index * sizeOf({ prefix: smaller }), prefix: smaller });
}

function format({ address, prefix }: IPv4Block): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
  return `${octets.join(".")}/${String(prefix)}`;
}
