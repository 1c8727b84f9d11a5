/**
 * A `lifecycle` with which a data source fails the plan unless what it found is in a VPC. Terraform asks this
 * and not the action, whose bundle has no room for the client of EC2 (1 MB).
 *
 * `message` gets both VPCs as expressions.
 */
export function inVpc(
  vpcId: string,
  message: (vpcs: { readonly itsOwn: string; readonly expected: string }) => string,
) {
  return {
    postcondition: [
      {
        condition: `\${self.vpc_id == ${vpcId}}`,
        errorMessage: message({ itsOwn: "${self.vpc_id}", expected: vpcId }),
      },
    ],
  };
}
