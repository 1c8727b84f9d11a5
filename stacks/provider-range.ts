/** Versions of hashicorp/aws that both the stack and its destruction without configuration work with. */
export const AWS_PROVIDER_RANGE = ">= 5.100.0, < 7.0.0";
