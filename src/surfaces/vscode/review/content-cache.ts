// Keeps contents that were read last, because VS Code asks for the size of a document before it asks for its text.

/** `load` is called once for a key while its content is kept; a failed load is not kept. */
export function createContentCache(
  load: (key: string) => Promise<Uint8Array>,
  limitBytes: number,
): (key: string) => Promise<Uint8Array> {
  const loads = new Map<string, Promise<Uint8Array>>();
  const sizes = new Map<string, number>();

  function forget(key: string): void {
    loads.delete(key);
    sizes.delete(key);
  }

  /** The oldest go first; the newest stays, however large it is. */
  function makeRoom(): void {
    let held = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const [key, size] of [...sizes].slice(0, -1)) {
      if (held <= limitBytes) return;
      held -= size;
      forget(key);
    }
  }

  async function begin(key: string): Promise<Uint8Array> {
    try {
      const bytes = await load(key);
      sizes.set(key, bytes.byteLength);
      makeRoom();
      return bytes;
    } catch (error) {
      forget(key);
      throw error;
    }
  }

  return (key) => {
    const known = loads.get(key);
    if (known !== undefined) return known;
    const begun = begin(key);
    loads.set(key, begun);
    return begun;
  };
}
