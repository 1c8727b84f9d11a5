import { z } from "zod";
import { jsonText } from "../../../../src/json-text.ts";
import { jsonCall, queryCall } from "../unsigned-call.ts";
import type { Kind } from "./kind.ts";

export const SCALING_KINDS = {
  aws_appautoscaling_target: async (aws) => {
    const target = "AnyScaleFrontendService.DescribeScalableTargets";
    const answer = await jsonCall(aws, "application-autoscaling", target, { ServiceNamespace: "ecs" });
    return scalableTargets.parse(answer).ScalableTargets.map(({ ResourceId }) => ResourceId);
  },
  aws_autoscaling_group: async (aws) => {
    const xml = await queryCall(aws, "autoscaling", "DescribeAutoScalingGroups");
    return [...xml.matchAll(/<AutoScalingGroupName>([^<]*)</g)].map(([, name]) => name);
  },
} satisfies Readonly<Record<string, Kind>>;

const scalableTargets = jsonText.pipe(
  z.object({ ScalableTargets: z.array(z.object({ ResourceId: z.string() })) }),
);
