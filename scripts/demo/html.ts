/** Markup that was made here, or was made harmless; all other text is escaped where it enters markup. */
export interface Html {
  readonly markup: string;
}

type Content = Html | string | number | readonly Html[];

/** html`<b>${name}</b>`: escapes what is put in, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const rendered = contents.map((content) => {
    if (typeof content === "string" || typeof content === "number") return escapeText(String(content));
    return "markup" in content ? content.markup : content.map(({ markup }) => markup).join("\n");
  });
  return trusted(String.raw({ raw: strings }, ...rendered));
}

export const NOTHING: Html = { markup: "" };

/** Says of a text that it is markup. */
export function trusted(markup: string): Html {
  return { markup };
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
