/** Something that can be shown in full or by its name alone. Both are rendered already. */
export interface Exhibit {
  readonly full: string;
  readonly name: string;
}

export interface Fitted {
  readonly full: readonly string[];
  readonly names: readonly string[];
  /** How many are not even named. */
  readonly omitted: number;
}

/** The part of the budget that is kept for names while there are exhibits still to be named. */
const SHARE_OF_NAMES = 1 / 4;
/** A blank line between two exhibits. */
const SEPARATOR_CHARACTERS = 2;

/**
 * Shows as much as the budget allows, the first ones first: in full where there is room, by name where not.
 * A quarter of the budget is held back for names: one giant replacement must not hide that other resources
 * change too.
 */
export function fit(exhibits: readonly Exhibit[], budgetCharacters: number): Fitted {
  const full: string[] = [];
  const names: string[] = [];
  const reserved = budgetCharacters * SHARE_OF_NAMES;
  let namesAhead = exhibits.reduce((sum, { name }) => sum + cost(name), 0);
  let left = budgetCharacters;
  for (const exhibit of exhibits) {
    namesAhead -= cost(exhibit.name);
    if (cost(exhibit.full) <= left - Math.min(namesAhead, reserved)) {
      full.push(exhibit.full);
      left -= cost(exhibit.full);
    } else if (cost(exhibit.name) <= left) {
      names.push(exhibit.name);
      left -= cost(exhibit.name);
    } else {
      break;
    }
  }
  return { full, names, omitted: exhibits.length - full.length - names.length };
}

function cost(rendered: string): number {
  return rendered.length + SEPARATOR_CHARACTERS;
}
