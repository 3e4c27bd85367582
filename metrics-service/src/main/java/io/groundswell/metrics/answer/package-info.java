/// What all answers have in common: up to when they are complete ([Completeness]), how an unchanged one is recognised
/// ([RevisionTag]), where the next page begins ([Cursors]), how one that takes long to make is kept ([KeptAnswers]),
/// and how numbers and tables are written ([PlainNumbers], [CsvText]).
@NullMarked
package io.groundswell.metrics.answer;

import org.jspecify.annotations.NullMarked;
