// Verb `doctor`: what is there, what is missing, and what to do about it.
import type { Session } from "../session.ts";
import { plainLine } from "../plain-text.ts";

/** 0 when all is well, else 3. */
export async function doctor(session: Session, request: { opencode?: string; repair: boolean }): Promise<number> {
  const { around, dir, output, json, paint, log } = session;
  const { repair, ...named } = request;
  const about = { dir, env: around.env, log };
  const repaired = repair ? [await around.program.repair(about)] : [];
  const findings = [...repaired, ...(await around.program.diagnose({ ...about, ...named }))];
  const well = findings.every((finding) => finding.ok);
  if (json) {
    output.json({ type: "doctor", ok: well, findings });
    return well ? 0 : 3;
  }
  const widest = Math.max(0, ...findings.map((finding) => finding.name.length));
  for (const { name, ok, detail, remedy } of findings) {
    const mark = ok ? paint("green", "✓") : paint("red", "✗");
    output.line(`${mark} ${name.padEnd(widest)}  ${plainLine(detail)}`);
    if (remedy !== null) output.line(`  ${" ".repeat(widest)}  ${paint("yellow", plainLine(remedy))}`);
  }
  return well ? 0 : 3;
}
