import type { Json, Template } from "../assertions.ts";

/**
 * A demand of Security Hub (ECS.5), checkov (CKV_…, CKV2_…), trivy (AWS-0107), cdk-nag (SQS3), Well-Architected
 * (OPS…) or CWE.
 */
export interface Control {
  /** As those write them. */
  readonly ids: readonly string[];
  /** What must hold: a claim. */
  readonly title: string;
  /** How this stack holds it, for the README. */
  readonly how: string;
  /** Configurations that choose not to hold it, each with the reason. */
  readonly exceptions?: Readonly<Record<string, string>>;
  /** What it is about in a template, and whether it holds; nothing where it does not apply. */
  readonly examine: (stack: Template) => readonly Examined[];
}

export interface Examined {
  /** An address, and where that says too little what there is at it. */
  readonly what: string;
  readonly holds: boolean;
}

/** A resource's arguments under its address, or a part of one. */
export type Element = Json & { readonly address: string };

interface Rule<T extends Element> extends Omit<Control, "examine"> {
  readonly of: (stack: Template) => readonly T[];
  readonly holds: (element: T, stack: Template) => boolean;
}

export function control<T extends Element>({ of, holds, ...rest }: Rule<T>): Control {
  return {
    ...rest,
    examine: (stack) =>
      of(stack).map((element) => ({ what: JSON.stringify(element), holds: holds(element, stack) })),
  };
}

/** All resources of these types. */
export function resources(...types: readonly string[]): (stack: Template) => Element[] {
  return (stack) =>
    stack.addresses
      .filter((address) => types.includes(address.slice(0, address.indexOf("."))))
      .map((address) => ({ ...stack.element(address), address }));
}

/** All containers of all task definitions. */
export function containers(stack: Template): Element[] {
  return resources("aws_ecs_task_definition")(stack).flatMap(({ address }) =>
    list(stack.parsed(address, "container_definitions")).map((container) => ({ ...container, address })),
  );
}

/** A block that the provider's bindings write as one object or as a list of them. */
export function list(value: unknown): Json[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]) as Json[];
}

/** A block that there is once, if at all. */
export function block(element: Json, argument: string): Json {
  return list(element[argument])[0] ?? {};
}
