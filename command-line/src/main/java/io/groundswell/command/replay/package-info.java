/// Files of `timestamp,value` become events. [Replay] reads the command line, [SeriesFile] a file, [Survey] looks
/// at all of it before anything is sent, [Replayer] sends, one [Journey] a subject so that its order is kept,
/// [Checkpoint] remembers how far an interrupted run came, [Ledger] counts.
@NullMarked
package io.groundswell.command.replay;

import org.jspecify.annotations.NullMarked;
