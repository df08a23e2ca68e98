import type { Catalogue } from "../alerts/rules/catalogue.ts";
import { ruleAtScale } from "../alerts/rules/spo2-scale.ts";
import type { Spo2Scale } from "../domain/news2.ts";
import type { LimitView } from "../domain/series.ts";

/** The limits of the catalogue that are about a body: those of vital signs, mildest first within a rule. */
export function limitsOf(catalogue: Catalogue, scale: Spo2Scale = 1): readonly LimitView[] {
  return catalogue.rules.flatMap((rule) =>
    rule.type !== "threshold" || rule.class !== "physiological"
      ? []
      : ruleAtScale(rule, scale).levels.map(({ severity, raiseAt, clearAt, forMs, source }) => ({
          ...{ sign: rule.sign, rule: rule.id, side: rule.side },
          ...{ severity, raiseAt, clearAt, forMs, source },
        })),
  );
}
