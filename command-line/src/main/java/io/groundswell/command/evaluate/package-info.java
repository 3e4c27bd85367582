/// Says how well trends are detected. [EvaluateTrends] reads the command line, [DataSet] the files; [Published] are the
/// figures of other detectors, [Evaluation] all of ours, [TextReport] and [JsonReport] their two forms, and
/// [ScoreFiles] the scores for others to judge.
@NullMarked
package io.groundswell.command.evaluate;

import org.jspecify.annotations.NullMarked;
