import type {
  AttributeChange,
  AttributeValue,
  PlanSummary,
  ResourceChange,
} from "../terraform/plan-summary.ts";
import { isHarmless, isSecretName } from "./secret-patterns.ts";
import type { TextRedaction } from "./text-redaction.ts";

/** The plan without its secrets. Terraform knows which attributes are sensitive; names tell the others. */
export function planWithout(redaction: TextRedaction, plan: PlanSummary): PlanSummary {
  return {
    ...plan,
    changes: plan.changes.map((change) => changeWithout(redaction, change)),
    drift: plan.drift.map((change) => changeWithout(redaction, change)),
    outputs: redactObject(redaction, plan.outputs, false),
  };
}

function changeWithout(redaction: TextRedaction, change: ResourceChange): ResourceChange {
  const redactAttribute = (attribute: AttributeChange): AttributeChange => {
    const isSecret = isSecretAttribute(attribute, change.attributes);
    const redact = (value: AttributeValue): AttributeValue =>
      value.kind === "known"
        ? { kind: "known", value: redactValue(redaction, value.value, isSecret) }
        : value;
    return {
      ...attribute,
      path: redaction.text(attribute.path),
      before: redact(attribute.before),
      after: redact(attribute.after),
    };
  };
  return {
    ...change,
    address: redaction.text(change.address),
    attributes: change.attributes.map(redactAttribute),
  };
}

/**
 * A container's variable is a pair: `environment[3].value` is secret when `environment[3].name` says so.
 * When only the value changes, the name is not part of the change: then the value is hidden to be safe.
 */
function isSecretAttribute({ path }: AttributeChange, siblings: readonly AttributeChange[]): boolean {
  const item = /^(?<item>.*\[\d+\])\.value$/.exec(path)?.groups?.["item"];
  if (item !== undefined) {
    const name = siblings.find((sibling) => sibling.path === `${item}.name`);
    if (name === undefined) return path.includes("environment");
    return isKnownSecretName(name.before) || isKnownSecretName(name.after);
  }
  const names = path.split(/[.[\]"]+/);
  return !isAboutASecret(path) && names.some(isSecretName);
}

function isKnownSecretName({ kind, ...rest }: AttributeValue): boolean {
  return kind === "known" && "value" in rest && typeof rest.value === "string" && isSecretName(rest.value);
}

/** `secrets[0].name`, `secrets[0].valueFrom`: what a secret is called and where it is kept. */
function isAboutASecret(path: string): boolean {
  return /\.(?:name|valueFrom|arn)$/.test(path);
}

/** `isSecret` holds for a value under a secret's name, and for all that is inside of it. */
function redactValue(redaction: TextRedaction, value: unknown, isSecret: boolean): unknown {
  if (typeof value === "string") return redactString(redaction, value, isSecret);
  if (typeof value === "number") {
    const text = redactString(redaction, String(value), isSecret);
    return text === String(value) ? value : text;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue(redaction, item, isSecret));
  if (typeof value === "object" && value !== null) return redactObject(redaction, { ...value }, isSecret);
  return value;
}

function redactString(redaction: TextRedaction, value: string, isSecret: boolean): string {
  if (isSecret && value !== "" && !isHarmless(value)) return redaction.mark(value);
  const document = parsedDocument(value);
  if (document === undefined) return redaction.text(value);
  const redacted = redactValue(redaction, document, false);
  // A document that holds no secret keeps its own spacing.
  const isSame = JSON.stringify(redacted) === JSON.stringify(document);
  return redaction.text(isSame ? value : JSON.stringify(redacted));
}

/** Policies and container definitions are JSON within a string. */
function parsedDocument(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function redactObject(
  redaction: TextRedaction,
  object: Readonly<Record<string, unknown>>,
  isSecret: boolean,
): Record<string, unknown> {
  const isReference = "valueFrom" in object;
  const pairName = object["name"] ?? object["key"];
  const isSecretPair = typeof pairName === "string" && isSecretName(pairName);
  const isSecretItem = (name: string): boolean => {
    if (isReference) return false;
    return name === "value" ? isSecret || isSecretPair : isSecret || isSecretName(name);
  };
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      redaction.text(name),
      redactValue(redaction, value, isSecretItem(name)),
    ]),
  );
}
