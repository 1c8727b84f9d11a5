import { IamRole } from "./lib/aws.ts";
import { Aspects, type Construct } from "./lib/cdktf.ts";

/** Gives every role below `scope` the permissions boundary, whoever makes it and whenever. */
export function boundRoles(scope: Construct, permissionsBoundaryArn: string | undefined): void {
  if (permissionsBoundaryArn === undefined) return;
  Aspects.of(scope).add({
    visit(element) {
      if (element instanceof IamRole) element.permissionsBoundary = permissionsBoundaryArn;
    },
  });
}
