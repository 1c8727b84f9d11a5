/** A cluster of our own, or one that exists already (name or ARN). */
export type ClusterConfig =
  | { readonly kind: "create"; readonly insights: ContainerInsights }
  | { readonly kind: "existing"; readonly cluster: string };

export const CONTAINER_INSIGHTS = ["enhanced", "enabled", "disabled"] as const;
export type ContainerInsights = (typeof CONTAINER_INSIGHTS)[number];
