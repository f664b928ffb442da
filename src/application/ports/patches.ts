// The part of the socket for git that writes work down as patches.

/** Work that becomes patches, one a commit, which `git am --keep-cr` applies on `base`. */
export interface PatchSeries {
  /** Folder for them, absolute; made if need be. */
  folder: string;
  /** Name of a folder in it that these have for themselves, or null. */
  below: string | null;
  base: string;
  tip: string;
  /** Subject of the only patch, where the commits cannot stand one behind the other on `base`. */
  title: string;
  /** A commit on `tip` that holds what is uncommitted, as the last patch; null: nothing is. */
  leftovers: string | null;
}

/** Absolute paths. `exists`: these are there already, and nothing was written. */
export type Exported = { kind: "written" | "exists"; files: string[] };

export interface Patches {
  /** Names are made of numbers and plain letters, whatever the subjects say. Authors, dates and contents are kept. */
  writePatches(series: readonly PatchSeries[], options: { overwrite: boolean }): Promise<Exported>;
}
