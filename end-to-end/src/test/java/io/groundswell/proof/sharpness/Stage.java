package io.groundswell.proof.sharpness;

import io.groundswell.proof.faults.Scene;
import java.nio.file.Path;
import java.time.LocalDate;

/// Where a trouble strikes.
///
/// @param home the packaged services, sound or not
/// @param directory for the logs of further processes
/// @param history a day of the backfill lane
record Stage(Scene scene, Path home, Path directory, LocalDate history) {
}
