// What a file in this folder gives: one command of the palette, named after the file.
export interface Command {
  /** As in package.json, without `tracewright.`. */
  readonly name: string;
  /** VS Code hands over what the menu, lens or caller gave. */
  run(argument?: unknown): Promise<void> | void;
}
