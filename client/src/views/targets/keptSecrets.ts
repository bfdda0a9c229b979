// The secrets that the user asked to keep: values in VS Code's secret storage, their names beside it so that all can be forgotten.
import type { Memento, SecretStorage } from 'vscode';

const namesKey = 'keptSecrets';

export class KeptSecrets {
  readonly #storage: SecretStorage;
  readonly #names: Memento;

  constructor(storage: SecretStorage, names: Memento) {
    this.#storage = storage;
    this.#names = names;
  }

  get(name: string): Thenable<string | undefined> {
    return this.#storage.get(name);
  }

  async keep(name: string, value: string): Promise<void> {
    await this.#names.update(namesKey, [...new Set([...this.#all(), name])]);
    await this.#storage.store(name, value);
  }

  async forget(name: string): Promise<void> {
    await this.#storage.delete(name);
    await this.#names.update(
      namesKey,
      this.#all().filter((other) => other !== name),
    );
  }

  /** Gives back how many there were. */
  async forgetAll(): Promise<number> {
    const names = this.#all();
    for (const name of names) await this.#storage.delete(name);
    await this.#names.update(namesKey, undefined);
    return names.length;
  }

  #all(): readonly string[] {
    return this.#names.get<readonly string[]>(namesKey, []);
  }
}
