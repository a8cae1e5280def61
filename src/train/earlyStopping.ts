// Ends training when it no longer helps, and gives the model its best weights back at the end, whatever ended it.
import { ArgumentError } from "../errors.ts";
import type { Callback, Run } from "./callbacks.ts";
import type { EpochRow } from "./history.ts";
import { Weights } from "./weights.ts";

/** What `earlyStopping` takes. */
export interface EarlyStoppingOptions {
  /** Epochs without improvement that are waited for; 5 unless told. */
  patience?: number;
  /** What is watched: `valLoss`, or `loss` without validation, unless told. */
  monitor?: string;
  /** Improvements smaller than this do not count; 0 unless told. */
  minDelta?: number;
  /** Whether small or large is good; large for accuracies and scores, small for the rest, unless told. */
  mode?: "min" | "max";
  /** Gives the model the best epoch's weights at the end; true unless told. */
  restoreBest?: boolean;
}

const largeIsGood = /acc|auc|f1|r2|precision|recall|score/i;

/**
 * Ends training after `patience` epochs without improvement. The best epoch's weights are restored at the end, also when
 * training ends by itself, is interrupted or fails.
 *
 * @throws ArgumentError when training measures nothing of the name `monitor`
 * @example
 * await fit(model, { x, y }, { epochs: 50, validation: 0.25, callbacks: [earlyStopping({ patience: 3 })] })
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  const { patience = 5, minDelta = 0, restoreBest = true } = options;
  let best: { value: number; epoch: number; weights: Weights } | undefined;
  const better = (value: number, name: string): boolean => {
    if (Number.isNaN(value)) return false;
    if (!best) return true;
    const mode = options.mode ?? (largeIsGood.test(name) ? "max" : "min");
    return mode === "max" ? value > best.value + minDelta : value < best.value - minDelta;
  };
  return {
    onTrainBegin() {
      best = undefined;
    },
    onEpochEnd(row: EpochRow, run: Run) {
      const name = options.monitor ?? ("valLoss" in row ? "valLoss" : "loss");
      const value = row[name];
      if (value === undefined) throw unknown(name, row);
      if (better(value, name)) best = { value, epoch: row.epoch, weights: new Weights(run.model) };
      const waited = row.epoch - (best?.epoch ?? 0);
      if (waited >= patience) run.stop(`no better ${name} for ${waited} epochs`);
    },
    onTrainEnd(run: Run) {
      if (restoreBest && best?.weights.restore()) run.history.restoredEpoch = best.epoch;
    },
  };
}

function unknown(name: string, row: EpochRow): ArgumentError {
  const known = Object.keys(row).filter((column) => column !== "epoch" && column !== "seconds");
  return new ArgumentError({
    op: "earlyStopping",
    message: `nothing of this name is measured: ${name} and ${known.join(", ")}`,
    help: name.startsWith("val") ? "give fit validation data: { validation: 0.2 }" : undefined,
  });
}
