// What collecting a worker's work finds against it, stored with the work: from git alone.

/** Its change takes the proof away that it should stand by. */
export type Tampering =
  | { kind: "lost-tests"; paths: string[] }
  | { kind: "skipped-tests"; paths: string[] }
  /** What these checks run is not what it was. */
  | { kind: "changed-checks"; names: string[]; paths: string[] };

export type Finding =
  | Tampering
  /** It committed, and left other changes uncommitted: its last commit is not what it calls complete. */
  | { kind: "left-part" }
  /** It says that it changed these, and they are as they were. */
  | { kind: "false-claims"; paths: string[] };
