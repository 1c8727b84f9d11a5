import { block, control, type Control, list, resources } from "./control.ts";

/** EC2 instances, where the capacity is `ec2`. */
export const INSTANCES: readonly Control[] = [
  control({
    ids: ["EC2.8", "EC2.170", "CKV_AWS_79", "AWS-0130"],
    title: "Instances answer version 2 of the metadata service alone, and tasks do not reach it",
    how: "`httpTokens: required`, one hop",
    of: resources("aws_launch_template"),
    holds: (template) => {
      const { http_tokens, http_put_response_hop_limit } = block(template, "metadata_options");
      return http_tokens === "required" && http_put_response_hop_limit === 1;
    },
  }),
  control({
    ids: ["EC2.9", "EC2.25", "CKV_AWS_88"],
    title: "Instances have no public address",
    how: "the launch template refuses one, whatever the subnet would give",
    of: resources("aws_launch_template"),
    holds: (template) => {
      const interfaces = list(template["network_interfaces"]);
      return (
        interfaces.length > 0 &&
        interfaces.every(({ associate_public_ip_address }) => String(associate_public_ip_address) === "false")
      );
    },
  }),
  control({
    ids: ["EC2.3", "EC26", "CKV_AWS_8", "AWS-0131"],
    title: "Volumes of instances are encrypted",
    how: "`encrypted` in the launch template",
    of: resources("aws_launch_template"),
    holds: (template) => {
      const volumes = list(template["block_device_mappings"]);
      return (
        volumes.length > 0 && volumes.every((volume) => String(block(volume, "ebs")["encrypted"]) === "true")
      );
    },
  }),
  control({
    ids: ["AutoScaling.9", "CKV_AWS_315"],
    title: "Instances are launched from a launch template",
    how: "of which the group follows the newest version",
    of: resources("aws_autoscaling_group"),
    holds: (group) => block(group, "launch_template")["id"] !== undefined,
  }),
];
