import type { Masks } from "./runner-masks.ts";

export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly title?: string;
}

export interface StepLog {
  /** Takes one line of a step's output, and obeys it when it is a workflow command. */
  readonly write: (line: string) => void;
  readonly annotate: (annotation: Annotation) => void;
  /** As a reader of the log sees it. */
  readonly shown: () => string;
  /** Without masks, with debug lines; only the commands that register a mask are left out, as they always are. */
  readonly raw: () => string;
  readonly annotations: readonly Annotation[];
}

/** The log of one step. Masks are those of the whole job; each line that is shown goes to `onLine` too. */
export function createStepLog(masks: Masks, onLine: (line: string) => void): StepLog {
  const shownLines: string[] = [];
  const rawLines: string[] = [];
  const annotations: Annotation[] = [];
  let resumeToken: string | undefined;

  const show = (line: string): void => {
    rawLines.push(line);
    const masked = masks.hide(line);
    shownLines.push(masked);
    onLine(masked);
  };

  const annotate = (annotation: Annotation): void => {
    annotations.push(annotation);
    show(`##[${annotation.level}]${annotation.message}`);
  };

  const obey = (line: string, { name, title, text }: WorkflowCommand): void => {
    switch (name) {
      case "add-mask":
        masks.add(text);
        return;
      case "stop-commands":
        resumeToken = text;
        return;
      case "debug":
        rawLines.push(`##[debug]${text}`);
        return;
      case "error":
      case "warning":
      case "notice":
        annotate({ level: name, message: text, ...(title === undefined ? {} : { title }) });
        return;
      case "group":
      case "endgroup":
        show(`##[${name}]${text}`);
        return;
      default:
        show(line);
    }
  };

  return {
    write: (line) => {
      const command = parseCommand(line);
      if (resumeToken !== undefined) {
        // Between `stop-commands` and its token, output is only output, whatever it looks like.
        if (command?.name === resumeToken) resumeToken = undefined;
        else show(line);
      } else if (command === undefined) show(line);
      else obey(line, command);
    },
    annotate,
    shown: () => shownLines.join("\n"),
    raw: () => rawLines.join("\n"),
    annotations,
  };
}

interface WorkflowCommand {
  readonly name: string;
  readonly title: string | undefined;
  readonly text: string;
}

/** `::error title=No worker,file=a.yml::It did not register` */
function parseCommand(line: string): WorkflowCommand | undefined {
  const command = /^\s*::(?<name>[^\s:]+)(?:\s+(?<properties>.*?))?::(?<text>.*)$/s.exec(line)?.groups;
  if (command === undefined) return undefined;
  const { name = "", properties = "", text = "" } = command;
  const title = /(?:^|,)title=(?<title>[^,]*)/.exec(properties)?.groups?.["title"];
  return {
    name,
    title: title === undefined ? undefined : unescape(title.replaceAll("%3A", ":").replaceAll("%2C", ",")),
    text: unescape(text),
  };
}

/** `%25` last: it is the escape of the others' sign. */
function unescape(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}
