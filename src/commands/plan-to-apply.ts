import type { PlanResult, Terraform } from "../terraform/terraform.ts";

/**
 * The plan of an apply. A private subnet that a cut-off apply left half made is kept, and corrected in place: its
 * successor would have to be made first (see `stacks/network/vpc.ts`), and AWS gives no addresses twice.
 */
export async function planToApply(terraform: Terraform): Promise<PlanResult> {
  const plan = () => terraform.plan({ lock: true });
  const first = await plan();
  const subnets = first.summary.tainted.filter((address) => PRIVATE_SUBNET.test(address));
  if (subnets.length === 0) return first;
  // One after the other, as each takes the lock on the state.
  for (const subnet of subnets) await terraform.untaint(subnet);
  return await plan();
}

const PRIVATE_SUBNET = /^aws_subnet\.private_\d+$/;
