import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openDataDir } from "../../store/data-dir.ts";
import { needThat } from "../support/platform.ts";
import { tempDir } from "./temp-dir.ts";

it("the directory is made for its owner alone, and closing it leaves no lock", () => {
  const path = join(tempDir(), "a", "data");
  const directory = openDataDir(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(existsSync(join(path, "anhu.lock"))).toBe(true);
  directory.close();
  expect(existsSync(join(path, "anhu.lock"))).toBe(false);
});

it("a directory in use is refused in one sentence that names the process", () => {
  const path = tempDir();
  const directory = openDataDir(path);
  expect(() => openDataDir(path)).toThrow(`process ${process.pid} uses it`);
  directory.close();
  openDataDir(path).close();
});

it("the lock of a process that is gone is taken over", () => {
  const path = tempDir();
  const { pid } = spawnSync(process.execPath, ["--version"]);
  writeFileSync(join(path, "anhu.lock"), `${pid} 12345\n`);
  openDataDir(path).close();
});

it("an empty or unreadable lock file is taken over", () => {
  const path = tempDir();
  writeFileSync(join(path, "anhu.lock"), "");
  openDataDir(path).close();
});

it("a place where no directory can be made is one clear sentence", () => {
  const file = join(tempDir(), "file");
  writeFileSync(file, "");
  expect(() => openDataDir(join(file, "data"))).toThrow(
    /^opening the data directory .* cannot be written \(\w+\); give this user the right/,
  );
});

needThat(process.platform === "linux", "the start of a process is read from /proc: Linux only")("process ids that are given again", () => {
  it("do not hold the lock", () => {
    const path = tempDir();
    writeFileSync(join(path, "anhu.lock"), `${process.pid} 1\n`);
    openDataDir(path).close();
  });
});

it("a directory without the right to write is refused", () => {
  const path = join(tempDir(), "data");
  mkdirSync(path);
  // Root may write everywhere: a lock file that is a directory stands in for the missing right.
  if (process.getuid?.() === 0) mkdirSync(join(path, "anhu.lock", "x"), { recursive: true });
  else chmodSync(path, 0o500);
  expect(() => openDataDir(path)).toThrow(expect.objectContaining({ code: "DATA_DIR_UNWRITABLE" }));
});
