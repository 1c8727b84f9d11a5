/** The only import of cdktf, so that its maintained fork (`cdktn`) is a change of this file and `aws.ts`. */
export {
  Annotations,
  App,
  Aspects,
  DefaultTokenResolver,
  StringConcat,
  TerraformElement,
  TerraformResource,
  TerraformStack,
  TerraformVariable,
  Token,
  Tokenization,
} from "cdktf";
export type { ITerraformDependable, TerraformMetaArguments } from "cdktf";
export { Construct, RootConstruct } from "constructs";
