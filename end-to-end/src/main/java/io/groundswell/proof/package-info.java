/// Proofs over the packaged services: what is promised is shown from outside, over HTTP, Kafka and SQL, while things
/// are killed.
///
/// The rooms: `traffic` sends and keeps the journal, `check` judges, `faults` kills, `bench` measures.
@NullMarked
package io.groundswell.proof;

import org.jspecify.annotations.NullMarked;
