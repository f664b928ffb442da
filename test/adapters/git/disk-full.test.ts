// A full disk has a reason of its own at every step, and nothing is half done when there is room again. Linux with user namespaces.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { bundleChild } from "./bundle-child.ts";

const canMount =
  process.platform === "linux" &&
  (await execa("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", tmpdir()], { reject: false })).exitCode === 0;

test.skipIf(!canMount)(
  "collecting, landing and making a worktree on a full disk say so, and work when there is room again",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "swarm-disk-"));
    try {
      const disk = join(folder, "disk");
      await mkdir(disk);
      const child = await bundleChild("full-disk-child", folder);
      const script = 'mount -t tmpfs -o size=3m tmpfs "$1" && exec "$0" "$2" "$1"';
      const { stdout } = await execa("unshare", ["-rm", "sh", "-c", script, process.execPath, disk, child], {
        env: { TMPDIR: disk },
      });
      expect(JSON.parse(stdout)).toEqual({
        collected: "disk-full",
        moved: "disk-full",
        added: "disk-full",
        settled: "rolled-back",
        status: "",
        after: ["work.bin"],
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
