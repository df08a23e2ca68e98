/** Undo steps of whatever was started, run last in, first out. */
export class Lifecycle {
  readonly #steps: { readonly name: string; readonly stop: () => unknown }[] = [];
  #closing: Promise<void> | null = null;

  add(name: string, stop: () => unknown): void {
    this.#steps.push({ name, stop });
  }
  /** Runs every step even when one throws; then throws the failures together. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#run();
    return this.#closing;
  }
  async #run(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step.stop();
      } catch (error) {
        failures.push(new Error(`stopping ${step.name}`, { cause: error }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "stopping Anhu: some parts did not stop cleanly");
  }
}
